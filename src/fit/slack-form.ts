/** The form in which fit is assessed: page after page in one modal, each change kept as a draft. */
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { gatesForm, meanwhileForm, offerForm } from '#blocks/fit-asides.ts';
import {
  extensionErrors,
  fitPlace,
  limitForm,
  pageForm,
  potentialErrors,
  readLimit,
  readPage,
  type FitFormBase,
  type FitPlace,
} from '#blocks/fit-form.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import type { Account } from '../accounts/domain.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, readForm, type FormValues } from '../slack/forms.ts';
import { assessFit, GATE_KINDS, type Extension, type FitAssessment } from './domain.ts';
import {
  countAnswered,
  disagreements,
  endsGates,
  pagesOf,
  readExtension,
  readPotentials,
  type FitDraft,
  type FitEntry,
  type FitPage,
} from './flow.ts';
import { findDraft, keepEntry, openDraft, startAnew } from './draft-service.ts';
import { saveFit, type SaveProblem } from './service.ts';

type ShowSaved = (call: Call, applied: AppliedProgram, account: Account) => Promise<Answer | null>;

const GONE = say(mrkdwn`This account is no longer there.`);
const NO_PROGRAM = say(
  mrkdwn`There is no program any more: whoever runs Milepost applies one with \`milepost program apply FILE\`.`,
);
const DRAFT_GONE = say(
  mrkdwn`This form was saved already, or begun anew in another window. \`/account fit\` shows how it stands.`,
);

const place = jsonOf(fitPlace);

/** @param showSaved what is answered when an assessment is saved */
export function registerFitForm(edge: Edge, work: WorkDeps, showSaved: ShowSaved): void {
  const right = 'fit.assess';
  edge.action(ids.fitAssess, { right, value: idValue, run: openFitForm });
  edge.action(ids.fitAnew, { right, value: idValue, run: beginAnew });
  edge.action(ids.fitBack, { right, value: place, run: turnTo });
  edge.action(ids.fitTurn, { right, value: place, run: turnTo });
  edge.action(ids.fitField, { right, value: z.unknown(), run: keepShown });
  edge.submit(ids.fitForm, {
    right,
    metadata: place,
    parse: (values) => ({ ok: true, value: values }),
    run: (call, values, at) => submitForm(call, work, showSaved, values, at),
  });
  edge.closed(ids.fitForm, { right, metadata: place, run: (call, _values, at) => sayKept(call, at) });
}

/** Opens the form: where the person left it, or at its first page. */
export function openFitForm(call: Call, accountId: string): Promise<void> {
  return call.openModal('Fit', async () => {
    const flow = await loadFlow(call, accountId);
    if ('text' in flow) return answerView(flow);
    const filling = { personId: call.person.id, accountId };
    const { draft, isNew } = await openDraft(call.deps, call.workspaceId, flow.applied.program.fit, filling);
    if (isNew) return showPage(flow, draft, draft.page);
    const answered = countAnswered(flow.applied.program.fit, draft);
    return offerForm(baseOf(flow, placeOf(draft, 'offer')), draft, answered);
  });
}

async function beginAnew(call: Call, accountId: string): Promise<void> {
  const flow = await loadFlow(call, accountId);
  if ('text' in flow) return call.replace(flow);
  const filling = { personId: call.person.id, accountId };
  const draft = await startAnew(call.deps, call.workspaceId, flow.applied.program.fit, filling);
  await call.updateModal(showPage(flow, draft, 0));
}

/** Goes to another page; what stands on this one is kept. */
async function turnTo(call: Call, to: FitPlace): Promise<void> {
  const flow = await loadFlow(call, to.accountId);
  if ('text' in flow) return call.replace(flow);
  const page = typeof to.at === 'number' ? to.at : 0;
  const kept = { entry: entryShown(call, flow), page };
  const draft = await keepEntry(call.deps, call.workspaceId, draftPlace(call, to), kept);
  if (draft === null) return call.replace(DRAFT_GONE);
  await call.updateModal(showPage(flow, draft, page, to.seen));
}

/** Keeps what stands on the page, at each change of a field. */
async function keepShown(call: Call): Promise<void> {
  const at = place.safeParse(call.view?.metadata);
  if (!at.success) return;
  const flow = await loadFlow(call, at.data.accountId);
  if ('text' in flow) return;
  const entry = entryShown(call, flow);
  const kept = typeof at.data.at === 'number' ? { entry, whileOn: at.data.at } : { entry };
  await keepEntry(call.deps, call.workspaceId, draftPlace(call, at.data), kept);
}

/** The form was closed: what was entered waits, and is offered again. */
async function sayKept(call: Call, at: FitPlace): Promise<void> {
  const { deps, workspaceId, person } = call;
  const draft = await findDraft(deps.database.db, workspaceId, person.id, at.accountId);
  const account = await findAccountById(deps.database.db, workspaceId, at.accountId);
  if (account === null || draft === null || draft.flow !== at.flow || draft.touchedAt === null) return;
  const text = mrkdwn`Your assessment of *${account.name}* is kept as a draft.`;
  const goOn = button('Continue', ids.fitAssess, { value: account.id });
  await call.answer({ text, blocks: [section(text), actions(goOn)] });
}

async function submitForm(
  call: Call,
  work: WorkDeps,
  showSaved: ShowSaved,
  values: FormValues,
  at: FitPlace,
): Promise<Submitted> {
  const flow = await loadFlow(call, at.accountId);
  if ('text' in flow) return { kind: 'close', answer: flow };
  const page = typeof at.at === 'number' ? pageAt(flow, at.at) : null;
  const entry = entryOf(flow, at, values);
  // Only the last page has the potentials; elsewhere what is half of one is left out.
  const missing = entry.potentials === undefined ? [] : readPotentials(entry.potentials).missing;
  const shown = page === null ? {} : { page: page.index };
  const draft = await keepEntry(call.deps, call.workspaceId, draftPlace(call, at), { entry, ...shown });
  if (draft === null) return { kind: 'close', answer: DRAFT_GONE };
  if (missing.length > 0) return { kind: 'errors', errors: potentialErrors(missing) };
  if (at.at === 'offer') return { kind: 'update', view: await resume(call, flow, draft) };
  if (page !== null && endsGates(page)) {
    const failed = failedGates(flow, draft);
    const base = baseOf(flow, { ...at, at: 'gates' });
    if (failed.length > 0) return { kind: 'update', view: gatesForm(base, failed, draft, page.index + 1) };
  }
  // Only now: whoever stops at a gate comes back to it.
  if (page !== null)
    await keepEntry(call.deps, call.workspaceId, draftPlace(call, at), { entry: {}, page: page.index + 1 });
  if (page !== null && !page.isLast)
    return { kind: 'update', view: showPage(flow, draft, page.index + 1, at.seen) };
  return finish(call, work, showSaved, flow, draft, at);
}

/** The page that was shown last; the last of all, where the person was past it. */
async function resume(call: Call, flow: Flow, draft: FitDraft): Promise<ModalView> {
  const { index } = pageAt(flow, draft.page);
  const at = draftPlace(call, placeOf(draft, index));
  await keepEntry(call.deps, call.workspaceId, at, { entry: {}, page: index });
  return showPage(flow, draft, index);
}

/** The last page, or a question behind it: saves what is complete, asks for what is not. */
async function finish(
  call: Call,
  work: WorkDeps,
  showSaved: ShowSaved,
  flow: Flow,
  draft: FitDraft,
  at: FitPlace,
): Promise<Submitted> {
  const { fit } = flow.applied.program;
  const { potentials } = readPotentials(draft.potentials);
  const { verdict, should } = assessFit(fit, draft.answers);
  let extension: Extension | null = null;
  if (verdict === 'stretch') {
    const limit = limitForm(
      baseOf(flow, { ...at, at: 'limit' }),
      draft,
      { ...should, bar: fit.bar },
      flow.pages.length - 1,
    );
    if (typeof at.at === 'number') return { kind: 'update', view: limit };
    const read = readExtension(draft.extension, flow.today);
    if (!read.ok && at.at === 'limit') return { kind: 'errors', errors: extensionErrors(read.problems) };
    if (!read.ok) return { kind: 'update', view: limit };
    extension = read.extension;
  }
  const press = await pressOf(call);
  const complete = { draft, potentials, extension, seenId: at.seen };
  const saved = await saveFit(call.deps, call.workspaceId, flow.applied, complete, press, press.after);
  work.kick();
  if (!saved.ok) return refused(call, flow, draft, at, saved);
  const answer = await showSaved(call, flow.applied, saved.account);
  return { kind: 'close', ...(answer === null ? {} : { answer }) };
}

async function refused(
  call: Call,
  flow: Flow,
  draft: FitDraft,
  at: FitPlace,
  problem: SaveProblem,
): Promise<Submitted> {
  if (problem.problem === 'assessed-meanwhile')
    return { kind: 'update', view: await showMeanwhile(call, flow, draft, at, problem.newest) };
  return { kind: 'close', answer: problem.problem === 'draft-gone' ? DRAFT_GONE : GONE };
}

async function showMeanwhile(
  call: Call,
  flow: Flow,
  draft: FitDraft,
  at: FitPlace,
  newest: FitAssessment,
): Promise<ModalView> {
  const [by] = await findPeople(call.deps.database.db, call.workspaceId, [newest.assessedBy]);
  const differing = disagreements(flow.applied.program.fit, newest.answers, draft.answers);
  const base = baseOf(flow, { ...at, at: 'meanwhile', seen: newest.id });
  return meanwhileForm(base, { newest, by: by ?? null, differing });
}

/** What the form needs of the account and the program. */
interface Flow {
  account: Account;
  applied: AppliedProgram;
  pages: FitPage[];
  today: BusinessDate;
}

async function loadFlow(call: Call, accountId: string): Promise<Flow | Answer> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (account === null) return GONE;
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  return { account, applied, pages: pagesOf(applied.program.fit), today: await call.today() };
}

/** The page of this number; the last one, where the program has fewer by now. */
function pageAt({ pages }: Flow, index: number): FitPage {
  const page = pages[Math.min(index, pages.length - 1)];
  if (page === undefined) throw new Error('the form of fit has no page');
  return page;
}

function showPage(flow: Flow, draft: FitDraft, index: number, seen = draft.baseId): ModalView {
  const page = pageAt(flow, index);
  const at = { ...placeOf(draft, page.index), seen };
  return pageForm(baseOf(flow, at), page, flow.pages.length, draft);
}

function failedGates(flow: Flow, draft: FitDraft) {
  const { failed } = assessFit(flow.applied.program.fit, draft.answers);
  return failed.filter(({ kind }) => GATE_KINDS.includes(kind));
}

function placeOf(draft: FitDraft, at: FitPlace['at']): FitPlace {
  return { accountId: draft.accountId, flow: draft.flow, at, seen: draft.baseId };
}

function baseOf({ account }: Flow, at: FitPlace): FitFormBase {
  return { accountName: account.name, place: at };
}

function draftPlace(call: Call, at: FitPlace) {
  return { personId: call.person.id, accountId: at.accountId, flow: at.flow };
}

/** What stands in the form in which the person acted. */
function entryShown(call: Call, flow: Flow): FitEntry {
  const at = place.safeParse(call.view?.metadata);
  return at.success ? entryOf(flow, at.data, readForm(call.view?.values)) : {};
}

function entryOf(flow: Flow, at: FitPlace, values: FormValues): FitEntry {
  if (typeof at.at === 'number') return readPage(pageAt(flow, at.at), values);
  return at.at === 'limit' ? readLimit(values) : {};
}
