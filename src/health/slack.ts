/** `/account health`: how an account is doing, and how our people see it. */
import { context, say, type Answer } from '#blocks/build.ts';
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
import { personName } from '#blocks/people.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import type * as z from 'zod';
import type { Account } from '../accounts/domain.ts';
import { findAccountById } from '../accounts/service.ts';
import { inTransaction } from '../base/deps.ts';
import { enqueue } from '../jobs/outbox.ts';
import type { WorkDeps } from '../morning/press.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView, messageOf } from '../slack/answers.ts';
import { createAudience, type FindAudience } from '../slack/audience.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { judgeAccount } from './judgement-service.ts';
import { explainHealth } from './service.ts';
import { registerAsks } from './slack-ask.ts';
import { readCard, readCourse, readJudgements } from './slack-card.ts';
import { drawCourse, type Course } from './slack-picture.ts';
import { registerPortfolio } from './slack-portfolio.ts';

const HISTORY_SHOWN = 10;
const GONE = mrkdwn`This account is no longer there.`;

/** Makes the card; `withPicture` where Slack shows files, which is in messages that the bot posts itself. */
type Show = (
  call: Call,
  account: Account,
  how?: { isPublic: boolean; withPicture: boolean },
) => Promise<Answer>;

export function registerHealth(edge: Edge, { kick }: WorkDeps): void {
  const findAudience = createAudience();
  const show: Show = (call, account, how = { isPublic: false, withPicture: false }) =>
    showHealth(call, account, findAudience, how);
  registerAsks(edge, findAudience, (call, account) =>
    show(call, account, { isPublic: true, withPicture: true }),
  );
  accountVerb(edge, {
    verb: 'health',
    does: 'How it is doing: score, what is known and what is missing, what moved it, what to do next',
    right: 'health.see',
    run: (call, account) => show(call, account),
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
    run: (call, id) => share(call, id, show, kick),
  });
  edge.action(ids.healthJudge, { right: 'health.judge', value: idValue, run: openJudgement });
  edge.submit(ids.healthJudgeForm, {
    right: 'health.judge',
    metadata: jsonOf(judgeMetadata),
    parse: (values) => parseForm(judgeValues, values),
    run: judge,
  });
}

async function showHealth(
  call: Call,
  account: Account,
  findAudience: FindAudience,
  { isPublic, withPicture }: { isPublic: boolean; withPicture: boolean },
): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const { scorecard } = applied.program;
  const audience = await findAudience(call);
  const picture = async (course: Course) => (withPicture ? drawCourse(call, course, scorecard) : null);
  if (!audience.isOurs) {
    const course = await readCourse(call, applied, account);
    return healthCut({ ...course, pictureId: await picture(course), because: audience.because });
  }
  const card = await readCard(call, applied, account);
  return healthCard({ ...card, isPublic, pictureId: await picture(card) });
}

/** Posts the card with its picture where the bot is in the channel; elsewhere only an answer can be shown. */
async function share(call: Call, accountId: string, show: Show, kick: () => void): Promise<void> {
  const { deps, workspaceId, channelId } = call;
  const account = await findAccountById(deps.database.db, workspaceId, accountId);
  if (account === null) return call.answer(say(GONE));
  const card = await show(call, account, { isPublic: true, withPicture: false });
  if (channelId === null || !(await isInChannel(call, channelId))) return call.share(card);
  const posted = await show(call, account, { isPublic: true, withPicture: true });
  const payload = messageOf(posted, [context(mrkdwn`Shared by ${personName(call.person)}`)]);
  await inTransaction(deps, (trx) =>
    enqueue(deps, trx, workspaceId, [{ kind: 'post', channel: channelId, payload }]),
  );
  kick();
  // Without the button a second press cannot show it to the channel again.
  await call.replace(card);
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
  if (!judged.ok || account === null) return { kind: 'close', answer: say(GONE) };
  return { kind: 'close', answer: judgedAnswer(account, judged.judgement) };
}
