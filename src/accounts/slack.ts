/** Listeners of accounts: `/account show`, `new`, `edit`, `note`, `list`, `history`, and their forms. */
import { accountCard } from '#blocks/account-card.ts';
import {
  noteForm,
  noteFormMetadata,
  noteFormValues,
  accountFormMetadata,
  accountFormValues,
} from '#blocks/account-form.ts';
import { accountHistory } from '#blocks/account-history.ts';
import { accountRest } from '#blocks/account-choice.ts';
import { actions, say, section, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { ended, mrkdwn } from '#blocks/text.ts';
import { verbButton } from '#blocks/verb-button.ts';
import * as z from 'zod';
import { listCtasUnderWay } from '../ctas/service.ts';
import { countFeedback } from '../feedback/service.ts';
import { countGaps } from '../gaps/service.ts';
import { listActiveGoals } from '../goals/service.ts';
import { newestSnapshot } from '../health/service.ts';
import { listOpenRuns } from '../plays/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { jsonOf, parseForm } from '../slack/forms.ts';
import { readLastSpoken } from '../touchpoints/service.ts';
import type { Account } from './domain.ts';
import { suggestAccounts } from './find-service.ts';
import { readHistory } from './history-service.ts';
import { showList } from './slack-list.ts';
import { openAccountForm, redrawAccountForm, saveAccountForm, undoAnswer } from './slack-form.ts';
import { addNote, findDeparture, readSurroundings, type NoteResult } from './service.ts';

const HISTORY_PER_PAGE = 12;
/** A menu that searches offers so many. */
const SUGGESTED = 20;

export function registerAccounts(edge: Edge): void {
  registerReading(edge);
  registerWriting(edge);
  edge.options(ids.accountSearch, {
    right: 'account.see',
    run: async (call, typed) => {
      const found = await suggestAccounts(call.deps.database, call.workspaceId, typed, SUGGESTED);
      return found.map(({ id, name, key, domain }) => ({
        text: name,
        value: id,
        description: domain ?? key,
      }));
    },
  });
}

function registerReading(edge: Edge): void {
  accountVerb(edge, {
    verb: 'show',
    does: 'Its card: journey, money, people, CTAs',
    right: 'account.see',
    shareable: true,
    run: showCard,
  });
  edge.verb({
    command: '/account',
    verb: 'list',
    usage: '[mine|due|all|churned|unassessed|bad_fit|stretch|STAGE|SEGMENT]',
    does: 'Your accounts, or others',
    example: 'due',
    right: 'account.see',
    shareable: true,
    run: showList,
  });
  accountVerb(edge, {
    verb: 'history',
    does: 'Who changed what, and when',
    right: 'history.see',
    suffix: /\s*before:[0-9A-Za-z]{1,40}$/,
    run: showHistory,
  });
}

function registerWriting(edge: Edge): void {
  edge.verb({
    command: '/account',
    verb: 'new',
    usage: '[NAME]',
    does: 'Write down a new account',
    example: 'Acme Robotics',
    right: 'account.create',
    run: (call, rest) => openAccountForm(call, null, rest),
  });
  accountVerb(edge, {
    verb: 'edit',
    does: 'Change its name, segment, stage, people, money or dates',
    right: 'account.edit',
    run: (call, account) => openAccountForm(call, account, ''),
  });
  accountVerb(edge, {
    verb: 'note',
    usage: '[TEXT]',
    does: 'Write a note about it',
    example: 'acme Their new head of sales starts in March',
    right: 'account.note',
    run: note,
  });
  edge.submit(ids.accountForm, {
    // A new account takes another right than a changed one: the form's listener checks which.
    right: 'account.edit',
    metadata: jsonOf(accountFormMetadata),
    parse: (values) => parseForm(accountFormValues, values),
    run: saveAccountForm,
  });
  edge.action(ids.accountStage, { right: 'account.edit', value: z.unknown(), run: redrawAccountForm });
  edge.submit(ids.accountNoteForm, {
    right: 'account.note',
    metadata: jsonOf(noteFormMetadata),
    parse: (values) => parseForm(noteFormValues, values),
    run: async (call, { text }, { accountId }) => {
      const result = await addNote(call.deps, call.workspaceId, call.person.id, { accountId, text });
      if (!result.ok && result.problem !== 'account-not-found')
        return { kind: 'errors', errors: { text: noteProblem(result) } };
      return result.ok
        ? { kind: 'close', answer: say(mrkdwn`Noted.`) }
        : { kind: 'unsaved', answer: say(mrkdwn`${noteProblem(result)}`) };
    },
  });
  edge.action(ids.accountUndo, {
    right: 'account.edit',
    value: jsonOf(z.object({ id: z.string(), version: z.number().int() })),
    run: async (call, edit) => call.replace(await undoAnswer(call, edit)),
  });
}

/** The card of an account. */
export async function showCard(call: Call, account: Account): Promise<Answer> {
  const { db } = call.deps.database;
  const applied = await call.program();
  const today = await call.today();
  const surroundings = await readSurroundings(db, call.workspaceId, account.id);
  return accountCard({
    account,
    surroundings,
    departure: surroundings.churned
      ? await findDeparture(call.deps.database, call.workspaceId, account.id, today)
      : null,
    ctas: await listCtasUnderWay(db, call.workspaceId, account.id),
    goals: await listActiveGoals(call.deps, call.workspaceId, account.id),
    gaps: await countGaps(db, call.workspaceId, account.id, await call.today()),
    feedback: await countFeedback(db, call.workspaceId, account.id),
    plays: await listOpenRuns(db, call.workspaceId, account.id),
    spoken: await readLastSpoken(db, call.workspaceId, account.id, await call.today()),
    health: await newestSnapshot(db, call.workspaceId, account.id, await call.today()),
    program: applied?.program ?? null,
    today: await call.today(),
    canEdit: call.may('account.edit'),
    canWork: call.may('cta.work'),
  });
}

async function showHistory(call: Call, account: Account, text: string): Promise<Answer> {
  const before = text.replace('before:', '');
  const { entries, people, names } = await readHistory(call.deps.database.db, call.workspaceId, account.id, {
    limit: HISTORY_PER_PAGE + 1,
    ...(before === '' ? {} : { before }),
  });
  return accountHistory({
    account,
    entries: entries.slice(0, HISTORY_PER_PAGE),
    people,
    names,
    program: (await call.program())?.program ?? null,
    today: await call.today(),
    hasMore: entries.length > HISTORY_PER_PAGE,
    isFirst: before === '',
  });
}

async function note(call: Call, account: Account, text: string): Promise<Answer | void> {
  if (text === '') return call.openModal('Note', async () => noteForm(account));
  const result = await addNote(call.deps, call.workspaceId, call.person.id, { accountId: account.id, text });
  if (!result.ok) return say(mrkdwn`${noteProblem(result)}`);
  const said = ended(mrkdwn`Noted for *${account.name}*`);
  const open = verbButton('Open', { command: '/account', verb: 'show', rest: accountRest(account) });
  return { text: said, blocks: [section(said), actions(open)] };
}

function noteProblem(result: Extract<NoteResult, { ok: false }>): string {
  if (result.problem === 'note-empty') return 'A note needs a text.';
  if (result.problem === 'note-too-long') return 'A note has at most 3000 characters.';
  return 'This account is not there any more.';
}
