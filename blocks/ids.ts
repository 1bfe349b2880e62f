/**
 * Ids of actions, options and modals: one name, shared by the element and its listener. An element that stands
 * more than once in a block gets a number behind its id (`numbered`), which the listener does not see.
 */
export const ids = {
  /** Runs a verb, as if the person had typed it; the value is a `VerbCall`. */
  verbRun: 'verb.run',
  /** The same, and the answer takes the place of the message. */
  verbReplace: 'verb.replace',
  /** Runs a verb again and shows its answer to the channel. */
  verbShare: 'verb.share',
  /** A button that only opens a page. */
  /** The search for an account in a form. */
  /** Forms. */
  accountForm: 'account.form',
  accountNoteForm: 'account.note_form',
  accountUndo: 'account.undo',
  /** A choice of another role for a person. */
  personRole: 'person.role',
  /** What is pressed for a CTA; the value is its id. */
  ctaClaim: 'cta.claim',
  ctaSnooze: 'cta.snooze',
  ctaDismiss: 'cta.dismiss',
  ctaUndo: 'cta.undo',
  /** The same in a confirmation, whose place the answer takes. */
  ctaUndoHere: 'cta.undo_here',
  /** The three-dots menu of a CTA; an option's value is `VERB:CTA ID`. */
  ctaMenu: 'cta.menu',
  ctaSnoozeForm: 'cta.snooze_form',
  ctaDismissForm: 'cta.dismiss_form',
  /** Executive business reviews; the value is the account's id. */
  ebrBook: 'ebr.book',
  ebrCancel: 'ebr.cancel',
  ebrHold: 'ebr.hold',
  ebrAddItem: 'ebr.add_item',
  ebrBookForm: 'ebr.book_form',
  ebrHoldForm: 'ebr.hold_form',
  /** A manual task; the value is `ACCOUNT ID:TASK ID`. */
  taskTick: 'task.tick',
  taskUntick: 'task.untick',
  importForm: 'import.form',
} as const;

/** The id with a number, for the second and later elements of one kind in a block. */
export function numbered(id: string, number: number): string {
  return `${id}:${number}`;
}

/** The id without its number. */
export function unnumbered(id: string): string {
  return id.replace(/:\d+$/, '');
}
