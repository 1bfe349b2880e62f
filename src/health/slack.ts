/** `/account health`: how an account is doing, and how our people see it. */
import { say, type Answer } from '#blocks/build.ts';
import { healthCard, healthCut } from '#blocks/health-card.ts';
import { healthDetail } from '#blocks/health-detail.ts';
import {
  judgedAnswer,
  judgeForm,
  judgeMetadata,
  judgeValues,
  type JudgeMetadata,
} from '#blocks/health-judgement.ts';
import { portfolioElsewhere } from '#blocks/health-portfolio.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import { createAudience, type FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import type { Scorecard } from './domain.ts';
import { judgeAccount } from './judgement-service.ts';
import { explainHealth } from './service.ts';
import { registerAsks } from './slack-ask.ts';
import { readCard, readCourse, readJudgements } from './slack-card.ts';
import { drawCourse, type Course } from './slack-picture.ts';
import { registerPortfolio } from './slack-portfolio.ts';

const HISTORY_SHOWN = 10;
const GONE = mrkdwn`This account is no longer there.`;

export function registerHealth(edge: Edge): void {
  const findAudience = createAudience();
  const read = (call: Call, account: Account, isPublic: boolean) =>
    readShown(call, account, findAudience, isPublic);
  registerAsks(edge, findAudience, async (call, account) => {
    const shown = await read(call, account, true);
    return shown === null ? NO_PROGRAM : drawn(call, shown);
  });
  accountVerb(edge, {
    verb: 'health',
    does: 'How it is doing: score, what is known and what is missing, what moved it, what to do next',
    right: 'health.see',
    run: async (call, account) => (await read(call, account, false))?.answer(null) ?? NO_PROGRAM,
  });
  registerPortfolio(edge, async (call) => {
    const audience = await findAudience(call);
    return audience.isOurs ? null : portfolioElsewhere(audience.because);
  });
  edge.action(ids.healthDetail, {
    right: 'health.see',
    value: idValue,
    run: (call, accountId) => call.openModal('Health', () => detailView(call, accountId)),
  });
  edge.action(ids.healthShare, {
    right: 'health.see',
    value: idValue,
    run: (call, id) => share(call, id, (account) => read(call, account, true)),
  });
  edge.action(ids.healthJudge, { right: 'health.judge', value: idValue, run: openJudgement });
  edge.submit(ids.healthJudgeForm, {
    right: 'health.judge',
    metadata: jsonOf(judgeMetadata),
    parse: (values) => parseForm(judgeValues, values),
    run: judge,
  });
}

/** What is shown of an account, read once, and made with a picture or without. */
interface Shown {
  course: Course;
  scorecard: Scorecard;
  /** @param pictureId Slack shows files only in messages that the bot posts itself; null: bars of text */
  answer(pictureId: string | null): Answer;
}

/** @returns null without a program */
async function readShown(
  call: Call,
  account: Account,
  findAudience: FindAudience,
  isPublic: boolean,
): Promise<Shown | null> {
  const applied = await call.program();
  if (applied === null) return null;
  const { scorecard } = applied.program;
  const audience = await findAudience(call);
  if (!audience.isOurs) {
    const course = await readCourse(call, applied, account);
    const { because } = audience;
    return { course, scorecard, answer: (pictureId) => healthCut({ ...course, pictureId, because }) };
  }
  const card = await readCard(call, applied, account);
  return { course: card, scorecard, answer: (pictureId) => healthCard({ ...card, isPublic, pictureId }) };
}

async function drawn(call: Call, { answer, course, scorecard }: Shown): Promise<Answer> {
  return answer(await drawCourse(call, course, scorecard));
}

/** Posts the card with its picture where the bot is in the channel; elsewhere only an answer can be shown. */
async function share(
  call: Call,
  accountId: string,
  read: (account: Account) => Promise<Shown | null>,
): Promise<void> {
  const { deps, workspaceId, channelId } = call;
  const account = await findAccountById(deps.database.db, workspaceId, accountId);
  if (account === null) return call.answer(say(GONE));
  const shown = await read(account);
  if (shown === null) return call.answer(NO_PROGRAM);
  const card = shown.answer(null);
  // The press shows its effect before the picture is drawn, which may take seconds.
  await call.replace(card);
  const canPost = channelId !== null && (await isInChannel(call, channelId));
  const notShared = canPost ? await call.sharePost(await drawn(call, shown)) : await call.share(card);
  if (notShared !== null) await call.answer(notShared);
}

/** Whether the bot may post there; where Slack does not tell, it may not. */
async function isInChannel({ client }: Call, channel: string): Promise<boolean> {
  const found = await client.conversations.info({ channel }).catch(() => null);
  return found?.channel?.is_member === true;
}

async function detailView(call: Call, accountId: string): Promise<ModalView> {
  const applied = await call.program();
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (applied === null || account === null) return answerView(applied === null ? NO_PROGRAM : say(GONE));
  return healthDetail(await readCard(call, applied, account));
}

function openJudgement(call: Call, accountId: string): Promise<void> {
  return call.openModal('My judgement', async () => {
    const { database } = call.deps;
    const applied = await call.program();
    const account = await findAccountById(database.db, call.workspaceId, accountId);
    if (account === null) return answerView(say(GONE));
    const today = await call.today();
    return judgeForm({
      accountId,
      formId: call.deps.makeId(),
      accountName: account.name,
      health:
        applied === null
          ? null
          : await explainHealth(database, call.workspaceId, applied.program, accountId, today),
      history: await readJudgements(call, accountId, HISTORY_SHOWN),
      today,
    });
  });
}

async function judge(
  call: Call,
  { band, reason }: z.infer<typeof judgeValues>,
  { accountId, formId }: JudgeMetadata,
): Promise<Submitted> {
  const by = { personId: call.person.id, today: await call.today() };
  const judged = await judgeAccount(call.deps, call.workspaceId, { id: formId, accountId, band, reason }, by);
  if (!judged.ok && judged.problem !== 'account-not-found') {
    const error = judged.problem === 'reason-missing' ? 'Write why.' : 'At most 3000 characters.';
    return { kind: 'errors', errors: { reason: error } };
  }
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (!judged.ok || account === null) return { kind: 'unsaved', answer: say(GONE) };
  return { kind: 'close', answer: judgedAnswer(account, judged.judgement) };
}
