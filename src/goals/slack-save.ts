/** The form of a Goal Card is saved; where two people edited one card, the second one settles what is kept. */
import { actions, button, say, section } from '#blocks/build.ts';
import { goalButtons } from '#blocks/goal-card.ts';
import { bothInFull, conflictForm, partsToTake, type ConflictMetadata } from '#blocks/goal-conflict.ts';
import { SMALLEST, type GoalFormMetadata, type GoalFormSize } from '#blocks/goal-form.ts';
import { fieldErrors, readGoal, valuesOf, type ReadGoal } from '#blocks/goal-values.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, truncate } from '#blocks/text.ts';
import { findAccountById } from '../accounts/service.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import type { FormValues } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import {
  changedParts,
  hasMadeName,
  mergeParts,
  nameFromOutcome,
  type GoalCard,
  type GoalDocument,
  type GoalPart,
} from './domain.ts';
import { findDraft } from './draft-service.ts';
import { findVersion, saveGoal } from './service.ts';
import { formView, GONE, keepTyped, keptAnswer, keyOf, noProblems } from './slack-form.ts';
import { namesFor } from './slack-names.ts';

/** Saves the form, or shows both texts where somebody else has saved the card meanwhile. */
export async function saveForm(
  call: Call,
  work: WorkDeps,
  values: FormValues,
  metadata: GoalFormMetadata,
): Promise<Submitted> {
  const read = readGoal(values);
  if (!noProblems(read.problems)) return { kind: 'errors', errors: fieldErrors(read.problems, read.rows) };
  const saved = await save(call, work, metadata, read);
  if (saved.ok) return savedAnswer(call, saved.card, saved.changed, metadata.version);
  if (saved.problem === 'invalid') return { kind: 'errors', errors: fieldErrors(saved.fields, read.rows) };
  if (saved.problem !== 'changed-meanwhile') return { kind: 'unsaved', all: true, answer: say(GONE) };
  // A new card that is there already was saved by this form: what is sent now is a change of it.
  const form = metadata.version === 0 ? { ...metadata, version: saved.card.version } : metadata;
  await keepTyped(call, form, values);
  return settle(call, work, saved.card, form.version, read);
}

/** Saves what was chosen of two texts. */
export async function saveSettled(
  call: Call,
  work: WorkDeps,
  values: FormValues,
  metadata: ConflictMetadata,
): Promise<Submitted> {
  const { db } = call.deps.database;
  const draft = await findDraft(db, call.workspaceId, keyOf(call, metadata));
  const shown = await findVersion(db, call.workspaceId, metadata.cardId, metadata.version);
  if (draft === null || shown === null) return { kind: 'unsaved', all: true, answer: say(GONE) };
  const mine = readGoal(draft.fields);
  const read = { ...mine, document: mergeParts(mine.document, shown.document, partsToTake(values)) };
  const saved = await save(call, work, metadata, read);
  if (saved.ok) return savedAnswer(call, saved.card, saved.changed, metadata.version);
  if (saved.problem === 'changed-meanwhile') return settle(call, work, saved.card, draft.baseVersion, mine);
  const account = await findAccountById(db, call.workspaceId, metadata.accountId);
  if (saved.problem !== 'invalid' || account === null)
    return { kind: 'unsaved', all: true, answer: say(GONE) };
  // What is wrong stands on fields that only the form has.
  const merged = { ...draft.fields, ...valuesOf(read.document) };
  const form = { ...metadata, ...SMALLEST };
  await keepTyped(call, form, merged);
  return { kind: 'update', view: await formView(call, account, form, merged) };
}

/** What is to be settled was left: it is still the person's draft. */
export async function closeSettling(call: Call, metadata: ConflictMetadata): Promise<void> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, metadata.accountId);
  const draft = await findDraft(db, call.workspaceId, keyOf(call, metadata));
  if (account !== null && draft !== null) await call.answer(keptAnswer(account, metadata));
}

/** Both texts of one part in full, on top of the form that settles. */
export function openBoth(call: Call, metadata: ConflictMetadata & { part: GoalPart }): Promise<void> {
  return call.openModal('Both in full', async () => {
    const { db } = call.deps.database;
    const draft = await findDraft(db, call.workspaceId, keyOf(call, metadata));
    const shown = await findVersion(db, call.workspaceId, metadata.cardId, metadata.version);
    if (draft === null || shown === null) return answerView(say(GONE));
    const mine = named(readGoal(draft.fields).document);
    const names = await namesFor(call, metadata.accountId, [mine, shown.document]);
    return bothInFull({ mine, theirs: shown.document, names }, metadata.part);
  });
}

async function save(
  call: Call,
  work: WorkDeps,
  { accountId, cardId, version }: Omit<GoalFormMetadata, keyof GoalFormSize>,
  { document, newContact }: ReadGoal,
) {
  const press = await pressOf(call);
  const program = press.applied?.program ?? null;
  const edit = { accountId, cardId, version, document, newContact };
  const saved = await saveGoal(call.deps, call.workspaceId, edit, { program, press, after: press.after });
  work.kick();
  return saved;
}

/** Shows both texts; where they say the same, there is nothing to settle. */
async function settle(
  call: Call,
  work: WorkDeps,
  theirs: GoalCard,
  baseVersion: number,
  read: ReadGoal,
): Promise<Submitted> {
  const { db } = call.deps.database;
  const mine = named(read.document);
  const isCalledByOutcome = hasMadeName(mine) && hasMadeName(theirs);
  const parts = changedParts(mine, theirs).filter((part) => part !== 'name' || !isCalledByOutcome);
  if (parts.length === 0) {
    const saved = await save(
      call,
      work,
      { accountId: theirs.accountId, cardId: theirs.id, version: theirs.version },
      read,
    );
    if (saved.ok) return savedAnswer(call, saved.card, saved.changed, theirs.version);
  }
  const base = await findVersion(db, call.workspaceId, theirs.id, baseVersion);
  const untouched =
    base === null ? [] : parts.filter((part) => !changedParts(base.document, mine).includes(part));
  const account = await findAccountById(db, call.workspaceId, theirs.accountId);
  const view = conflictForm({
    accountId: theirs.accountId,
    cardId: theirs.id,
    version: theirs.version,
    accountName: account?.name ?? '',
    ...(await whoSaved(call, theirs.updatedBy, theirs.updatedAt)),
    mine,
    theirs,
    newContact: read.newContact?.name ?? null,
    parts: parts.map((part) => ({ part, keep: untouched.includes(part) ? 'theirs' : 'mine' })),
    names: await namesFor(call, theirs.accountId, [mine, theirs]),
  });
  return { kind: 'update', view };
}

async function savedAnswer(
  call: Call,
  card: GoalCard,
  changed: readonly GoalPart[],
  versionBefore: number,
): Promise<Submitted> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, card.accountId);
  const what = mrkdwn`The Goal Card *${truncate(card.name, 150)}* of *${account?.name ?? 'the account'}*`;
  const isNew = versionBefore === 0;
  const text = isNew
    ? mrkdwn`${what} is saved as a draft. Activate it when you work towards it.`
    : changed.length === 0
      ? mrkdwn`${what} is as it was.`
      : mrkdwn`${what} is saved, as version ${card.version}.`;
  const buttons = [
    ...(card.state === 'draft'
      ? [button('Activate', ids.goalMove, { value: `activate:${card.id}`, style: 'primary' })]
      : []),
    ...(account === null ? [] : goalButtons(card, account)),
  ];
  return { kind: 'close', all: true, answer: { text, blocks: [section(text), actions(...buttons)] } };
}

/** A card without a name is called by its outcome. */
function named(document: GoalDocument): GoalDocument {
  return document.name === '' ? { ...document, name: nameFromOutcome(document.requiredOutcome) } : document;
}
