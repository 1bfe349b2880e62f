/** `/account fit` and `/cs profile`: the newest assessment, the ones before, and the ideal customer. */
import { say, type Answer } from '#blocks/build.ts';
import { fitAnswers } from '#blocks/fit-answers.ts';
import { fitCard, fitNotAssessed } from '#blocks/fit-card.ts';
import { fitHistory } from '#blocks/fit-history.ts';
import { profileAnswer } from '#blocks/fit-profile.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import type { Account } from '../accounts/domain.ts';
import type { WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import type { FitAssessment } from './domain.ts';
import { findDraft } from './draft-service.ts';
import { findAssessment, listAssessments } from './service.ts';
import { openFitForm, registerFitForm } from './slack-form.ts';

const HISTORY_PER_PAGE = 8;

const NO_PROGRAM = say(
  mrkdwn`There is no program yet: whoever runs Milepost applies one with \`milepost program apply FILE\`.`,
);

export function registerFit(edge: Edge, work: WorkDeps): void {
  accountVerb(edge, {
    verb: 'fit',
    does: 'Whether it has success potential: verdict, readiness, what is missing',
    right: 'fit.see',
    suffix: /\s*(?:answers:[0-9A-Za-z]{1,40}(?::\d{1,4})?|history:[0-9A-Za-z]{0,40})$/,
    shareable: true,
    run: showFit,
  });
  edge.verb({
    command: '/cs',
    verb: 'profile',
    usage: '',
    does: 'The ideal customer, with the gates',
    example: '',
    right: 'fit.see',
    shareable: true,
    run: showProfile,
  });
  registerFitForm(edge, work, fitAnswerOf);
}

async function showFit(call: Call, account: Account, text: string): Promise<Answer | void> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const [what = '', id = '', from = '0'] = text.split(':');
  if (what === 'answers') return showAnswers(call, applied, account, id, Number(from));
  if (what === 'history') return showHistory(call, account, id);
  const card = await fitAnswerOf(call, applied, account);
  if (card !== null) return card;
  return call.may('fit.assess') ? openFitForm(call, account.id) : fitNotAssessed(account);
}

/** The newest assessment; null: there is none. */
async function fitAnswerOf(call: Call, applied: AppliedProgram, account: Account): Promise<Answer | null> {
  const { db } = call.deps.database;
  const [newest, earlier] = await listAssessments(db, call.workspaceId, account.id, { limit: 2 });
  if (newest === undefined) return null;
  const draft = await findDraft(db, call.workspaceId, call.person.id, account.id);
  return fitCard({
    account,
    assessment: newest,
    hasHistory: earlier !== undefined,
    fit: applied.program.fit,
    programVersion: applied.version,
    people: await peopleOf(call, [newest]),
    today: await call.today(),
    canAssess: call.may('fit.assess'),
    hasDraft: draft !== null && draft.touchedAt !== null,
  });
}

async function showAnswers(
  call: Call,
  { program }: AppliedProgram,
  account: Account,
  id: string,
  from: number,
): Promise<Answer> {
  const assessment = await findAssessment(call.deps.database.db, call.workspaceId, id);
  if (assessment?.accountId !== account.id)
    return say(mrkdwn`This assessment is not there. \`/account fit ${account.key}\` shows the newest.`);
  const people = await peopleOf(call, [assessment]);
  return fitAnswers({ account, assessment, fit: program.fit, people, today: await call.today(), from });
}

async function showHistory(call: Call, account: Account, before: string): Promise<Answer> {
  const found = await listAssessments(call.deps.database.db, call.workspaceId, account.id, {
    limit: HISTORY_PER_PAGE + 1,
    ...(before === '' ? {} : { before }),
  });
  const assessments = found.slice(0, HISTORY_PER_PAGE);
  return fitHistory({
    account,
    assessments,
    people: await peopleOf(call, assessments),
    today: await call.today(),
    hasMore: found.length > HISTORY_PER_PAGE,
    isFirst: before === '',
  });
}

async function peopleOf(call: Call, assessments: readonly FitAssessment[]) {
  const ids = assessments.map(({ assessedBy }) => assessedBy);
  const people = await findPeople(call.deps.database.db, call.workspaceId, ids);
  return new Map(people.map((person) => [person.id, person]));
}

async function showProfile(call: Call, rest: string): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const from = /^from:(\d{1,4})$/.exec(rest)?.[1];
  if (rest !== '' && from === undefined) {
    return say(
      mrkdwn`The ideal customer is one for all, so nothing follows \`/cs profile\`. For the fit of one account: \`/account fit ${saidBack(rest)}\``,
    );
  }
  const { program, version } = applied;
  return profileAnswer({ fit: program.fit, programName: program.name, version, from: Number(from ?? 0) });
}
