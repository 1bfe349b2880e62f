/** What is said to a person about a press at a CTA. */
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import { inQuotes, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { findAccountById } from '../accounts/service.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from '../slack/call.ts';
import type { Cta, CtaProblem, CtaState } from './domain.ts';
import { findCta } from './service.ts';

export const UNTIL = 'Choose a day after today, within a year.';
export const REASON_MISSING = 'Say why in a few words: it is shown on the list.';
export const OUTCOME_MISSING = 'Say in a few words what came of it.';

/** What a press was about: the account of a review, else what is to be done for the account. */
export async function subjectOf(call: Call, cta: Cta): Promise<Mrkdwn> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, cta.accountId);
  const name = mrkdwn`*${account?.name ?? 'the account'}*`;
  return cta.type === 'ebr' ? name : mrkdwn`${inQuotes(cta.title)} for ${name}`;
}

/** Says what was pressed, with an Undo; of a CTA that is done without a word, with a way to say what came of it. */
export function withUndo(text: Mrkdwn, cta: Cta): Answer {
  const asks = cta.state === 'done' && cta.reason === null;
  const buttons = [
    ...(cta.undo === null ? [] : [button('Undo', ids.ctaUndoHere, { value: pressValueOf(cta, cta.undo) })]),
    ...(asks ? [button('Say what came of it', ids.ctaOutcome, { value: cta.id })] : []),
  ];
  return { text, blocks: [section(text), ...(buttons.length === 0 ? [] : [actions(...buttons)])] };
}

/** The CTA and which press at it is meant: another one may follow. */
function pressValueOf({ id }: Cta, { press }: NonNullable<Cta['undo']>): string {
  return `${id}:${press}`;
}

export function takenBack(subject: Mrkdwn): Mrkdwn {
  return mrkdwn`Taken back: ${subject} is as it was before.`;
}

/** Asks before somebody else's press is taken back; null: it is the person's own, or there is none any more. */
export async function askToTakeBack(call: Call, ctaId: string): Promise<Answer | null> {
  const { db } = call.deps.database;
  const cta = await findCta(db, call.workspaceId, ctaId);
  if (cta === null || cta.undo === null || cta.undo.by === call.person.id) return null;
  if (call.deps.now().toISOString() > cta.undo.until) return null;
  const [person] = await findPeople(db, call.workspaceId, [cta.undo.by]);
  const who = person === undefined ? mrkdwn`Somebody else` : personName(person);
  const text = mrkdwn`${who} ${DEED[cta.state]} ${await subjectOf(call, cta)} a moment ago. Take it back?`;
  const value = pressValueOf(cta, cta.undo);
  return { text, blocks: [section(text), actions(button('Take it back', ids.ctaTakeBack, { value }))] };
}

/** What a press has just made of a CTA. */
const DEED: Record<CtaState, string> = {
  open: 'changed',
  claimed: 'claimed',
  snoozed: 'snoozed',
  dismissed: 'dismissed',
  done: 'finished',
  resolved: 'changed',
};

/** Why a press changed nothing, with who was faster where that is the reason. */
export async function problemAnswer(call: Call, problem: CtaProblem, ctaId: string): Promise<Answer> {
  const { db } = call.deps.database;
  const cta = await findCta(db, call.workspaceId, ctaId);
  const actor =
    problem === 'already-claimed' ? cta?.claimedBy : problem === 'cta-closed' ? cta?.closedBy : null;
  const [person] = typeof actor === 'string' ? await findPeople(db, call.workspaceId, [actor]) : [];
  if (cta === null || person === undefined) return say(PROBLEMS[problem]);
  const subject = await subjectOf(call, cta);
  const who = personName(person);
  if (problem === 'already-claimed') {
    return say(
      person.id === call.person.id
        ? mrkdwn`You have claimed ${subject} already.`
        : mrkdwn`${who} was faster and has claimed ${subject} already.`,
    );
  }
  const how = cta.state === 'dismissed' ? 'dismissed' : 'done';
  return say(mrkdwn`${subject} is off the list already: ${how} by ${who}.`);
}

export const GONE = mrkdwn`This is no longer on any list. \`/cs today\` shows what is.`;

const PROBLEMS: Record<CtaProblem, Mrkdwn> = {
  'cta-not-found': GONE,
  'cta-closed': mrkdwn`This is off the list already: what it was opened for is no longer so.`,
  'already-claimed': mrkdwn`Somebody has claimed this already; the list shows who.`,
  'date-out-of-range': mrkdwn`${UNTIL}`,
  'reason-missing': mrkdwn`${REASON_MISSING}`,
  'ends-otherwise': mrkdwn`An EBR is done when it is held with its plan, a plan item when it is kept or broken, and a stretch past its limit when the fit is assessed again.`,
  'not-done': mrkdwn`This is not done now: what came of it is said once it is.`,
  'nothing-to-undo': mrkdwn`There is nothing left to undo here.`,
  'too-late-to-undo': mrkdwn`It can be undone for a minute only. \`/account history\` shows what was done.`,
};
