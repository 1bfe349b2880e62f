/** `/account gap` and `/cs gaps`: an account's success gaps, and what is open by kind. */
import { gapDropForm, gapDropMetadata, gapDropValues, gapMetadata, gapValues } from '#blocks/gap-form.ts';
import { gapList, wholeGap } from '#blocks/gap-list.ts';
import { kindAnswer, kindsAnswer } from '#blocks/gap-report.ts';
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, saidBack, truncate } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import { findExampleAccount } from '../accounts/find-service.ts';
import { findAccountById } from '../accounts/service.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { nearestWord, onlyBeginningWith } from '../base/nearest.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { supportOf } from '../feedback/slack-support.ts';
import { searchRequirements } from '../requirements/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, pagedValue, parseForm, readForm } from '../slack/forms.ts';
import { PAGE_SUFFIX, readPage } from '../slack/typed-text.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { BRIDGE_KINDS, type BridgeKind, type Gap, type GapMove } from './domain.ts';
import { countGaps, findGap, listGaps, listGapsOfKind, moveGap, readKinds } from './service.ts';
import { registerAsk } from './slack-ask.ts';
import {
  closeForm,
  continueDraft,
  GONE,
  keepTyped,
  openEdit,
  openNew,
  saveForm,
  startAnew,
} from './slack-form.ts';
import { namesFor } from './slack-names.ts';
import { KIND_WORDS, STATE_WORDS } from './words.ts';

const GAPS_PER_PAGE = 6;
const KIND_PER_PAGE = 8;
const REQUIREMENTS_OFFERED = 50;

export function registerGaps(edge: Edge): void {
  accountVerb(edge, {
    verb: 'gap',
    does: 'Its success gaps: what lies between the product and the outcome, and what bridges it',
    suffix: PAGE_SUFFIX,
    right: 'gap.see',
    shareable: true,
    run: (call, account, text) => showGaps(call, account, readPage(text).page),
  });
  edge.verb({
    command: '/cs',
    verb: 'gaps',
    usage: '[KIND]',
    does: 'Open success gaps by what would bridge them, for the product team',
    example: '',
    right: 'gap.see',
    shareable: true,
    run: showKinds,
  });
  edge.action(ids.gapOpen, {
    right: 'gap.see',
    value: pagedValue,
    run: (call, [gapId]) => call.openModal('Success gap', () => gapView(call, gapId)),
  });
  registerForm(edge);
  registerWriting(edge);
  registerAsk(edge);
}

function registerForm(edge: Edge): void {
  const right = 'gap.edit';
  const metadata = jsonOf(gapMetadata);
  edge.submit(ids.gapForm, {
    right,
    metadata,
    parse: (values) => parseForm(gapValues, values),
    run: async (call, values, at) => {
      const { submitted, saved } = await saveForm(call, values, at);
      if (saved !== null) await renewList(call, saved.accountId, at.page);
      return submitted;
    },
  });
  edge.closed(ids.gapForm, { right, metadata, run: closeForm });
  edge.action(ids.gapField, {
    right,
    value: z.unknown(),
    run: async (call) => {
      if (call.view === null) return;
      await keepTyped(call, readForm(call.view.values), metadata.parse(call.view.metadata), false);
    },
  });
  edge.action(ids.gapContinue, { right, value: metadata, run: continueDraft });
  edge.action(ids.gapAnew, { right, value: metadata, run: startAnew });
}

function registerWriting(edge: Edge): void {
  const edit = { right: 'gap.edit' } as const;
  edge.action(ids.gapAdd, { ...edit, value: idValue, run: openNew });
  edge.action(ids.gapEdit, {
    ...edit,
    value: pagedValue,
    run: (call, [gapId, page]) => openEdit(call, gapId, page),
  });
  edge.options(ids.gapRequirement, {
    right: 'gap.see',
    run: async (call, typed) => {
      const { db } = call.deps.database;
      const found = await searchRequirements(db, call.workspaceId, typed, REQUIREMENTS_OFFERED);
      return found.map(({ id, what, state }) => ({ text: what, value: id, description: state }));
    },
  });
  for (const [id, move] of [
    [ids.gapBridge, 'bridge'],
    [ids.gapReopen, 'reopen'],
  ] as const)
    edge.action(id, {
      ...edit,
      value: pagedValue,
      run: (call, [gapId, page]) => press(call, gapId, move, page),
    });
  edge.action(ids.gapDrop, {
    ...edit,
    value: pagedValue,
    run: (call, [gapId, page]) => openDrop(call, gapId, page),
  });
  edge.submit(ids.gapDropForm, {
    ...edit,
    metadata: jsonOf(gapDropMetadata),
    parse: (values) => parseForm(gapDropValues, values),
    run: drop,
  });
}

async function showGaps(
  call: Call,
  account: Pick<Account, 'id' | 'key' | 'name'>,
  page: number,
): Promise<Answer> {
  const { db } = call.deps.database;
  const found = await listGaps(db, call.workspaceId, account.id, pageRange(page, GAPS_PER_PAGE));
  const { shown: gaps, hasMore } = shownOf(found, GAPS_PER_PAGE);
  return gapList({
    account,
    gaps,
    count: await countGaps(db, call.workspaceId, account.id, await call.today()),
    page,
    hasMore,
    names: await namesFor(call, account.id, gaps),
    canEdit: call.may('gap.edit'),
  });
}

/** Makes the list anew from which a form was opened. */
async function renewList(call: Call, accountId: string, page: number): Promise<void> {
  if (page === 0) return;
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (account !== null) await call.replace(await showGaps(call, account, page));
}

async function gapView(call: Call, gapId: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const gap = await findGap(db, call.workspaceId, gapId);
  if (gap === null) return answerView(say(GONE));
  const account = await findAccountById(db, call.workspaceId, gap.accountId);
  return wholeGap({
    accountName: account?.name ?? '',
    gap,
    names: await namesFor(call, gap.accountId, [gap]),
    ...(await whoSaved(call, gap.updatedBy, gap.updatedAt)),
    support: await supportOf(call, { subject: 'gap', id: gap.id }),
    canEdit: call.may('gap.edit'),
  });
}

/** Does it, and shows the effect where it was pressed: in the list, or in the gap in full. */
async function press(call: Call, gapId: string, move: GapMove, page: number): Promise<void> {
  const moved = await moveGap(call.deps, call.workspaceId, gapId, move, await pressOf(call));
  if (!moved.ok && moved.problem !== 'moved-already') return call.answer(say(GONE));
  if (!moved.ok) await call.answer(await fasterAnswer(call, moved.gap));
  if (call.view !== null) await call.updateModal(await gapView(call, gapId));
  else await renewList(call, moved.gap.accountId, page);
}

function openDrop(call: Call, gapId: string, page: number): Promise<void> {
  return call.openModal('Drop the gap', async () => {
    const { db } = call.deps.database;
    const gap = await findGap(db, call.workspaceId, gapId);
    if (gap === null) return answerView(say(GONE));
    const account = await findAccountById(db, call.workspaceId, gap.accountId);
    return gapDropForm(gapId, page, account?.name ?? '', gap.what);
  });
}

async function drop(
  call: Call,
  { reason }: z.infer<typeof gapDropValues>,
  { gapId, page }: z.infer<typeof gapDropMetadata>,
): Promise<Submitted> {
  const moved = await moveGap(call.deps, call.workspaceId, gapId, 'drop', {
    ...(await pressOf(call)),
    reason,
  });
  if (!moved.ok && moved.problem === 'reason-missing')
    return { kind: 'errors', errors: { reason: 'Write why it is dropped.' } };
  if (!moved.ok && moved.problem === 'gap-not-found')
    return { kind: 'unsaved', all: true, answer: say(GONE) };
  if (!('gap' in moved)) throw new Error('a move gives the gap or says why not');
  await renewList(call, moved.gap.accountId, page);
  const answer = moved.ok
    ? say(mrkdwn`The gap “${truncate(moved.gap.what, 150)}” is dropped: ${truncate(reason, 300)}`)
    : await fasterAnswer(call, moved.gap);
  return { kind: 'close', all: true, answer };
}

/** What somebody else has done with the gap meanwhile. */
async function fasterAnswer(call: Call, gap: Gap): Promise<Answer> {
  const { savedBy, savedAt } = await whoSaved(call, gap.updatedBy, gap.updatedAt);
  return say(
    mrkdwn`The gap “${truncate(gap.what, 150)}” is ${STATE_WORDS[gap.state]} already: ${savedBy} has seen to it ${savedAt}.`,
  );
}

async function pressOf(call: Call) {
  return { personId: call.person.id, today: await call.today() };
}

async function showKinds(call: Call, rest: string): Promise<Answer> {
  const { typed, page } = readPage(rest);
  const today = await call.today();
  if (typed === '') return allKinds(call, today);
  const kind = readKind(typed);
  if (kind === undefined) return unknownKind(typed);
  const { db } = call.deps.database;
  const found = await listGapsOfKind(db, call.workspaceId, kind, pageRange(page, KIND_PER_PAGE));
  const { shown: gaps, hasMore } = shownOf(found, KIND_PER_PAGE);
  return kindAnswer({ kind, gaps, page, hasMore, today });
}

async function allKinds(call: Call, today: BusinessDate): Promise<Answer> {
  const kinds = await readKinds(call.deps, call.workspaceId, today);
  const example = kinds.length > 0 ? null : await findExampleAccount(call.deps.database, call.workspaceId);
  return kindsAnswer(kinds, example?.account ?? null);
}

/** `Product change` and `product_change` alike, and `product`, which means no other one. */
function readKind(typed: string): BridgeKind | undefined {
  const wanted = typed.toLowerCase().replace(/\s+/g, '_');
  const meant = onlyBeginningWith(typed, BRIDGE_KINDS);
  return BRIDGE_KINDS.find((kind) => kind === wanted) ?? BRIDGE_KINDS.find((kind) => kind === meant);
}

function unknownKind(typed: string): Answer {
  const near = nearestWord(typed.replace(/\s+/g, '_'), BRIDGE_KINDS);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${KIND_WORDS[near as BridgeKind]}*?`;
  const kinds = BRIDGE_KINDS.map((kind) => KIND_WORDS[kind].toLowerCase()).join(', ');
  return say(
    mrkdwn`No gaps are bridged by “${saidBack(typed)}”.${hint} There are ${kinds}. Try \`/cs gaps ${near ?? 'product_change'}\``,
  );
}
