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
  /** The search for an account in a form. */
  accountSearch: 'account.search',
  /** Forms. */
  accountForm: 'account.form',
  /** The lifecycle stage in the form of an account. */
  accountStage: 'account.stage',
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
  /** Takes back what somebody else pressed; the value is `CTA ID:PRESS ID`. */
  ctaTakeBack: 'cta.take_back',
  /** The three-dots menu of a CTA; an option's value is `VERB:CTA ID`. */
  ctaMenu: 'cta.menu',
  ctaSnoozeForm: 'cta.snooze_form',
  ctaDismissForm: 'cta.dismiss_form',
  /** What ends a CTA, on an account's card, which is made anew. */
  ctaDoneHere: 'cta.done_here',
  /** What came of a CTA that is done. */
  ctaOutcome: 'cta.outcome',
  ctaOutcomeForm: 'cta.outcome_form',
  /** Executive business reviews; the value is the account's id. */
  ebrBook: 'ebr.book',
  ebrCancel: 'ebr.cancel',
  ebrHold: 'ebr.hold',
  ebrAddItem: 'ebr.add_item',
  /** The value is the review's id. */
  ebrRead: 'ebr.read',
  ebrBookForm: 'ebr.book_form',
  ebrHoldForm: 'ebr.hold_form',
  /** The search for a contact who was at a review. */
  ebrContact: 'ebr.contact',
  /** A manual task; the value is `ACCOUNT ID:TASK ID`. */
  taskTick: 'task.tick',
  taskUntick: 'task.untick',
  /** Rules: the value is a rule's id; of `ruleSwitch` `on:ID` or `off:ID`, of `ruleUndo` the version to take back. */
  ruleSwitch: 'rule.switch',
  ruleRemove: 'rule.remove',
  ruleUndo: 'rule.undo',
  ruleChange: 'rule.change',
  ruleNew: 'rule.new',
  ruleForm: 'rule.form',
  /** A choice of the form that changes which fields stand in it. */
  ruleTurn: 'rule.turn',
  /** What the rule would do: today, and in the last twelve months. */
  ruleRehearse: 'rule.rehearse',
  importForm: 'import.form',
  /** Fit: the value is an account's id; of `fitBack` and `fitTurn` the place in the form to go to. */
  fitAssess: 'fit.assess',
  fitAnew: 'fit.anew',
  fitBack: 'fit.back',
  fitTurn: 'fit.turn',
  /** A field of the form: each change of it is kept. */
  fitField: 'fit.field',
  fitForm: 'fit.form',
  /** What an account cost to win; the value is its id. */
  acquisitionEdit: 'acquisition.edit',
  acquisitionForm: 'acquisition.form',
  /** Success gaps. The value is an account's id. */
  gapAdd: 'gap.add',
  /** What is pressed for a gap; the value is `GAP ID:PAGE OF THE LIST`. */
  gapOpen: 'gap.open',
  gapEdit: 'gap.edit',
  gapBridge: 'gap.bridge',
  gapDrop: 'gap.drop',
  gapReopen: 'gap.reopen',
  gapForm: 'gap.form',
  /** Any field of the form: a change of it keeps the draft. */
  gapField: 'gap.field',
  /** A draft that is offered; the value is the form's metadata. */
  gapContinue: 'gap.continue',
  gapAnew: 'gap.anew',
  gapDropForm: 'gap.drop_form',
  /** The search for a requirement in a form. */
  gapRequirement: 'gap.requirement',
  /** A message to the customer is drafted; the value is `ACCOUNT ID:CONTACT ID`, or the account's id alone. */
  askDraft: 'ask.draft',
  askForm: 'ask.form',
  /** Goal Cards. The global shortcut, its form that asks for the account, and a button that opens it too. */
  goalNew: 'goal.new',
  goalPickForm: 'goal.pick_form',
  goalPick: 'goal.pick',
  /** A button: the form of a new card; the value is the account's id. */
  goalAdd: 'goal.add',
  /** What is pressed for a card; the value is its id. */
  goalOpen: 'goal.open',
  goalEdit: 'goal.edit',
  /** The value is `MOVE:CARD ID`, in a list with its page behind. */
  goalMove: 'goal.move',
  /** The value is JSON: the card's id, and the version before which to go on. */
  goalHistory: 'goal.history',
  goalOlder: 'goal.older',
  goalVersion: 'goal.version',
  goalForm: 'goal.form',
  /** Any field of the form: a change of it keeps the draft. */
  goalField: 'goal.field',
  goalContacts: 'goal.contacts',
  goalAddAlternative: 'goal.add_alternative',
  goalAddPerson: 'goal.add_person',
  /** A draft that is offered; the value is the form's metadata. */
  goalContinue: 'goal.continue',
  goalAnew: 'goal.anew',
  /** Two people edited one card. */
  goalConflictForm: 'goal.conflict_form',
  goalReadBoth: 'goal.read_both',
  /** The answers to “is the goal achieved?”; the value is the card's id. */
  goalConfirm: 'goal.confirm',
  goalNotYet: 'goal.not_yet',
  /** The same asked from its CTA. */
  goalAnswerForm: 'goal.answer_form',
  /** Scenarios. A button on a card: the value is the card's id. */
  scenarioGrow: 'scenario.grow',
  scenarioForm: 'scenario.form',
  /** Any field of the form: a change of it keeps the draft. */
  scenarioField: 'scenario.field',
  /** The search for a Goal Card in a form. */
  scenarioCard: 'scenario.card',
  /** The search for a scenario in a form. */
  scenarioSearch: 'scenario.search',
  scenarioAddFacilitator: 'scenario.add_facilitator',
  /** A draft that is offered; the value is the form's metadata. */
  scenarioContinue: 'scenario.continue',
  scenarioAnew: 'scenario.anew',
  scenarioConflictForm: 'scenario.conflict_form',
  scenarioTheirs: 'scenario.theirs',
  /** What is pressed for a scenario; the value is its id. */
  scenarioEdit: 'scenario.edit',
  scenarioRead: 'scenario.read',
  scenarioJoin: 'scenario.join',
  scenarioJoinForm: 'scenario.join_form',
  /** A card joins a scenario that is chosen: the value is the card's id. */
  scenarioChoose: 'scenario.choose',
  scenarioPrice: 'scenario.price',
  scenarioPriceForm: 'scenario.price_form',
  scenarioRetire: 'scenario.retire',
  scenarioResume: 'scenario.resume',
  /** Development requirements. The value is the scenario's id. */
  requirementWrite: 'requirement.write',
  requirementForm: 'requirement.form',
  /** Any field of the form: a change of it keeps the draft. */
  requirementField: 'requirement.field',
  /** A draft that is offered; the value is the form's metadata. */
  requirementContinue: 'requirement.continue',
  requirementAnew: 'requirement.anew',
  /** The value is `STATE:REQUIREMENT ID:LIST`: the state in which it was seen, and the list in which it stands. */
  requirementMove: 'requirement.move',
  /** The three-dots menu; an option's value is `VERB:STATE:REQUIREMENT ID:LIST`. */
  requirementMenu: 'requirement.menu',
  requirementShipForm: 'requirement.ship_form',
  /** The search for a requirement in a form. */
  requirementSearch: 'requirement.search',
  /** Who was spoken with. The value is an account's id; of a page of all of it `ACCOUNT ID:PAGE`. */
  touchpointLog: 'touchpoint.log',
  touchpointList: 'touchpoint.list',
  touchpointTurn: 'touchpoint.turn',
  touchpointForm: 'touchpoint.form',
  /** The search for a contact in the form. */
  touchpointContact: 'touchpoint.contact',
  /** Takes back what one form wrote, for a minute; the value is the form's id. */
  touchpointUndo: 'touchpoint.undo',
  /** The value is `TOUCHPOINT ID:PAGE`. */
  touchpointTakeBack: 'touchpoint.take_back',
  /** Questions to one of ours. The value is `QUESTION ID:ANSWER`. */
  questionAnswer: 'question.answer',
  /** Answers to surveys and questions. The value is `ANSWER ID:PAGE:PERSONA`; of what takes one out its id. */
  surveyCorrect: 'survey.correct',
  surveyCorrectForm: 'survey.correct_form',
  surveyTakeOut: 'survey.take_out',
  /** Who is away. The value is the person whose CTAs go to those who stand in. */
  awayHandOver: 'away.hand_over',
  /** Takes that back, for a minute; the value is the hand-over's id. */
  awayUndo: 'away.undo',
  /** Health; the value is an account's id. */
  healthDetail: 'health.detail',
  healthShare: 'health.share',
  /** How somebody of ours judges it. */
  healthJudge: 'health.judge',
  healthJudgeForm: 'health.judge_form',
  /** Plays. The value is `RUN ID:PAGE OF THE LIST`, to start one `ACCOUNT ID:PAGE`. */
  playOpen: 'play.open',
  playStop: 'play.stop',
  playStart: 'play.start',
  /** The menu of the form, which shows the steps of what is chosen. */
  playChoose: 'play.choose',
  playStartForm: 'play.start_form',
  playStopForm: 'play.stop_form',
  /** Releases. The value is `RELEASE ID:LIST:PAGE`. */
  releaseNew: 'release.new',
  releaseOpen: 'release.open',
  releaseEdit: 'release.edit',
  releaseRetire: 'release.retire',
  releaseRestore: 'release.restore',
  releaseForm: 'release.form',
  /** Initiatives. The value is `INITIATIVE ID:LIST:PAGE`. */
  initiativeNew: 'initiative.new',
  initiativeOpen: 'initiative.open',
  initiativeEdit: 'initiative.edit',
  initiativeEnd: 'initiative.end',
  initiativeReopen: 'initiative.reopen',
  initiativeAskAgain: 'initiative.ask_again',
  initiativeForm: 'initiative.form',
  /** Whether it improved the customer's experience; in a direct message the value is `INITIATIVE ID:open:0`. */
  initiativeAnswer: 'initiative.answer',
  initiativeAnswerForm: 'initiative.answer_form',
  /** The weekly digest. Posts it; the value is its date. */
  digestPost: 'digest.post',
  /** A section's comment; the value is `DAY:SECTION`. */
  digestComment: 'digest.comment',
  digestCommentForm: 'digest.comment_form',
  digestSettingsForm: 'digest.settings_form',
  /** Shares it with the company; the value is its id. */
  digestShare: 'digest.share',
  digestShareForm: 'digest.share_form',
  /** Actions of its meeting. The message shortcut. */
  actionMake: 'action.make',
  actionNew: 'action.new',
  actionForm: 'action.form',
  /** What is pressed for one; the value is `ACTION ID:LIST:PAGE`. */
  actionEdit: 'action.edit',
  actionDone: 'action.done',
  actionDrop: 'action.drop',
  actionReopen: 'action.reopen',
  /** The search for a milestone in the forms of both. */
  milestoneSearch: 'milestone.search',
  /** Customer feedback. The message shortcut. */
  feedbackSave: 'feedback.save',
  feedbackForm: 'feedback.form',
  /** Fields of the form: a change of them keeps what was filled in. */
  feedbackField: 'feedback.field',
  feedbackAccount: 'feedback.account',
  feedbackContact: 'feedback.contact',
  feedbackEvidence: 'feedback.evidence',
  /** What is pressed for a piece of feedback; the value is its id. */
  feedbackOpen: 'feedback.open',
  feedbackEdit: 'feedback.edit',
  feedbackDelete: 'feedback.delete',
} as const;

/** The id with a number, for the second and later elements of one kind in a block. */
export function numbered(id: string, number: number): string {
  return `${id}:${number}`;
}

/** The id without its number. */
export function unnumbered(id: string): string {
  return id.replace(/:\d+$/, '');
}
