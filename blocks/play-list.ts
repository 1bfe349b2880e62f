/** The plays of an account: those that run, those that ended, and one of them in full. */
import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import { isLate, turnOf, type Run } from '#src/plays/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { count } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { causeText, standing, stepText, type RunNames } from './play-words.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface PlayList {
  account: { id: string; key: string; name: string };
  runs: readonly Run[];
  /** How many runs the account has in all, and how many of them are open. */
  count: { all: number; open: number };
  /** The page shown, from 1. */
  page: number;
  hasMore: boolean;
  names: RunNames;
  canWork: boolean;
}

const NAME_SHOWN = 120;
/** So many steps of a run stand in the list: around the one whose turn it is. */
const STEPS_SHOWN = 4;

/** The runs of one account, a page at a time. */
export function playList(list: PlayList): Answer {
  const { account, runs, canWork, page } = list;
  if (runs.length === 0) return noRuns(list);
  const late = runs.filter((run) => isLate(run, list.names.today)).length;
  const { open, all } = list.count;
  const running =
    open === 0 ? 'no play is running' : open === 1 ? '1 play is running' : `${open} plays are running`;
  const past = all === open ? '' : `, ${all - open} ended`;
  const text = mrkdwn`${account.name}: ${running}${late === 0 ? '' : `, ${late} late`}${past}`;
  const head = section(mrkdwn`*${account.name}* · ${running}${late === 0 ? '' : `, ${late} late`}${past}`);
  const foot = [...turnPages(list), ...(canWork ? [actions(startButton(account.id, page))] : [])];
  const rows = runs.map((run) => [
    section(runText(run, list.names)),
    actions(...runButtons(run, page, canWork)),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

function noRuns({ account, canWork, page }: PlayList): Answer {
  const text =
    page > 1
      ? mrkdwn`*${account.name}* has no more plays.`
      : mrkdwn`*${account.name}* has had no play yet: a list of steps with who does them by when. A rule starts one, data that are missing, or you.`;
  return { text, blocks: [section(text), ...(canWork ? [actions(startButton(account.id, page))] : [])] };
}

function runText(run: Run, names: RunNames): Mrkdwn {
  const head = mrkdwn`*${truncate(run.name, NAME_SHOWN)}* · ${standing(run, names)}`;
  const lines = run.state === 'open' ? stepLines(run, names) : [];
  return join([head, causeText(run, names), ...lines], '\n');
}

/** The steps around the one whose turn it is, and how many there are before and after. */
function stepLines(run: Run, names: RunNames): Mrkdwn[] {
  const at = run.steps.findIndex((step) => step === turnOf(run.steps));
  const from = Math.max(0, Math.min(at - 1, run.steps.length - STEPS_SHOWN));
  const shown = run.steps.slice(from, from + STEPS_SHOWN).map((step) => stepText(step, run, names));
  const after = run.steps.length - from - shown.length;
  return [
    ...(from === 0 ? [] : [mrkdwn`${count(from, 'step')} before`]),
    ...shown,
    ...(after <= 0 ? [] : [mrkdwn`and ${count(after, 'more step')}`]),
  ];
}

function runButtons(run: Run, page: number, canWork: boolean): ActionsBlockElement[] {
  const value = `${run.id}:${page}`;
  return [
    button('Open', ids.playOpen, { value, label: `Open: ${run.name}` }),
    ...(canWork && run.state === 'open'
      ? [button('Stop', ids.playStop, { value, label: `Stop: ${run.name}` })]
      : []),
  ];
}

function startButton(accountId: string, page: number) {
  return button('Start a play', ids.playStart, { value: `${accountId}:${page}` });
}

function turnPages({ account, page, hasMore }: PlayList): KnownBlock[] {
  const turn = (text: string, to: number, number: number) => {
    const rest = accountRest(account, `page:${to}`);
    return verbButton(text, { command: '/account', verb: 'play', rest }, { number, replace: true });
  };
  return turnBlock({ page, hasMore }, turn);
}

export interface WholeRun {
  accountName: string;
  run: Run;
  names: RunNames;
  canWork: boolean;
}

/** One run in full, with all of its steps. */
export function wholeRun({ accountName, run, names, canWork }: WholeRun): ModalView {
  const stop = canWork && run.state === 'open';
  return modal({
    title: 'Play',
    blocks: [
      section(mrkdwn`*${accountName}* · *${run.name}*\n${standing(run, names)} · ${causeText(run, names)}`),
      ...(run.reason === null ? [] : [section(mrkdwn`*How it ended:* ${run.reason}`)]),
      ...run.steps.flatMap((step) => {
        const long =
          step.reason !== null && step.reason.length > 200 ? [context(mrkdwn`${step.reason}`)] : [];
        return [section(stepText(step, run, names)), ...long];
      }),
      ...(stop ? [actions(button('Stop', ids.playStop, { value: `${run.id}:0` }))] : []),
    ],
  });
}
