/** Development requirements: the list by what stands behind them, their forms, and one in full. */
import type { KnownBlock, ModalView } from '@slack/types';
import {
  MAX,
  stateAfter,
  stateBefore,
  titleOf,
  type BackedRequirement,
  type Requirement,
  type RequirementState,
} from '#src/requirements/domain.ts';
import {
  actions,
  button,
  context,
  input,
  modal,
  overflow,
  section,
  textField,
  type Answer,
} from './build.ts';
import { count, money } from './format.ts';
import { ids, numbered } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { textBlocks } from './scenario-view.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface RequirementListPage {
  /** The filter as it is typed behind `/cs requirements`. */
  typed: string;
  /** Of one scenario; null: of all. */
  scenarioName: string | null;
  requirements: readonly BackedRequirement[];
  total: number;
  page: number;
  perPage: number;
  canWork: boolean;
}

/** Such as `🚢 shipped in 2026.11`. */
export function stateText(state: RequirementState, release: string | null): Mrkdwn {
  return release === null ? mrkdwn`${STATE_WORDS[state]}` : mrkdwn`${STATE_WORDS[state]} in ${release}`;
}

const STATE_WORDS: Record<RequirementState, string> = {
  proposed: '💡 proposed',
  accepted: '📌 accepted',
  built: '🔧 built',
  shipped: '🚢 shipped',
};

const MOVE_WORDS: Record<RequirementState, string> = {
  proposed: 'Accept',
  accepted: 'Built',
  built: 'Shipped …',
  shipped: '',
};

export function requirementList(list: RequirementListPage): Answer {
  const { requirements, total, scenarioName, canWork } = list;
  const of = scenarioName === null ? mrkdwn`` : mrkdwn` of “${scenarioName}”`;
  const text = mrkdwn`${count(total, 'requirement')}${of}`;
  const foot = [actions(...turnPages(list), ...otherLists(list))];
  if (requirements.length === 0) {
    const how = mrkdwn`They are written from a scenario: \`/cs scenario\``;
    return { text, blocks: [section(mrkdwn`No requirement here${of}. ${how}`), ...foot] };
  }
  const head = section(mrkdwn`*${text}*`);
  const rows = requirements.map((requirement, index) => requirementRow(requirement, index, canWork));
  const reserve = [head, ORDER, ...foot];
  const more = (hidden: number) => [
    context(mrkdwn`${hidden} more on this page did not fit: list them by state.`),
  ];
  return {
    text,
    blocks: [head, ...rowsWithin(limits.message, rows, { reserve, more }), ORDER, ...foot],
    share: true,
  };
}

const ORDER = context(
  mrkdwn`By the number of accounts behind them, then by their money. Behind one are the accounts of its scenario’s draft and active cards, and of open gaps.`,
);

function requirementRow(requirement: BackedRequirement, index: number, canWork: boolean): KnownBlock[] {
  const { what, why, state, release, scenarioName } = requirement;
  const scenario = scenarioName === null ? mrkdwn`` : mrkdwn` · ${truncate(scenarioName, 100)}`;
  const reason = why === null ? [] : [mrkdwn`why: ${truncate(why, 200)}`];
  const line = mrkdwn`*${titleOf(what, 200)}*\n${stateText(state, release)} · ${behindText(requirement)}${scenario}`;
  return [section(join([line, ...reason], '\n')), actions(...rowButtons(requirement, index, canWork))];
}

/** Such as `12 accounts · €480k + $20k a year`. */
export function behindText({ accounts, backing }: Pick<BackedRequirement, 'accounts' | 'backing'>): Mrkdwn {
  const sums = backing.filter(({ arr }) => arr > 0).map(({ arr, currency }) => money(arr, currency));
  const year = sums.length === 0 ? mrkdwn`` : mrkdwn` · ${sums.join(' + ')} a year`;
  return mrkdwn`${accounts === 0 ? 'no account behind it' : count(accounts, 'account')}${year}`;
}

function rowButtons({ id, state }: Requirement, index: number, canWork: boolean) {
  const menu = (choices: [string, string][]) =>
    overflow(
      numbered(ids.requirementMenu, index),
      choices.map(([text, verb]) => ({ text, value: `${verb}:${state}:${id}` })),
    );
  if (!canWork) return [menu([['Read all', 'read']])];
  const back = stateBefore(state);
  const choices: [string, string][] = [
    ['Read all', 'read'],
    ['Edit', 'edit'],
    ...(back === null ? [] : [[`Back to ${back}`, 'back'] as [string, string]]),
  ];
  const on = stateAfter(state);
  const move = button(MOVE_WORDS[state], numbered(ids.requirementMove, index), { value: `${state}:${id}` });
  return on === null ? [menu(choices)] : [move, menu(choices)];
}

function turnPages({ page, perPage, total, typed }: RequirementListPage) {
  const turn = (label: string, to: number, number: number) =>
    verbButton(
      label,
      { command: '/cs', verb: 'requirements', rest: `${typed} page:${to}`.trim() },
      { number, replace: true },
    );
  return [
    ...(page > 1 ? [turn('◀ Earlier', page - 1, 0)] : []),
    ...(page * perPage < total ? [turn('More ▶', page + 1, 1)] : []),
  ];
}

function otherLists({ typed }: RequirementListPage) {
  const lists: [string, string][] = [
    ['Open', ''],
    ['Proposed', 'proposed'],
    ['Accepted', 'accepted'],
    ['Built', 'built'],
    ['Shipped', 'shipped'],
    ['Export', 'export'],
  ];
  return lists
    .filter(([, filter]) => filter !== typed)
    .map(([label, filter], index) =>
      verbButton(
        label,
        { command: '/cs', verb: 'requirements', rest: filter },
        { number: index + 10, replace: filter !== 'export' },
      ),
    );
}

/** The names of the form's fields. */
export const requirementFields = { what: 'what', why: 'why', acceptance: 'acceptance' } as const;

export interface RequirementForm {
  id: string;
  scenarioId: string;
  scenarioName: string | null;
  /** 0: a new one. */
  version: number;
  texts: { what: string; why: string; acceptance: string };
  /** Somebody saved it meanwhile: who, when, and what they wrote. */
  theirs: { by: Mrkdwn; requirement: Requirement } | null;
}

export function requirementForm(form: RequirementForm): ModalView {
  const { id, scenarioId, scenarioName, version, texts, theirs } = form;
  const metadata = { id, scenarioId, version };
  const of = scenarioName === null ? [] : [section(mrkdwn`From the scenario “${scenarioName}”.`)];
  return modal({
    callbackId: ids.requirementForm,
    title: version === 0 ? 'Write a requirement' : 'Edit the requirement',
    submit: theirs === null ? 'Save' : 'Save mine over it',
    metadata,
    blocks: [
      ...(theirs === null ? of : theirTexts(theirs)),
      input(requirementFields.what, 'What must exist', long(texts.what, MAX.what), {
        hint: 'For the person to move forward, such as: A report that they can send to their board. The first line is its title.',
      }),
      input(requirementFields.why, 'Why', long(texts.why, MAX.why), {
        optional: true,
        hint: 'Where they are stuck without it, in their own words where you can',
      }),
      input(requirementFields.acceptance, 'Acceptance', long(texts.acceptance, MAX.acceptance), {
        optional: true,
        hint: 'How it is seen to work, such as: report_sent from 5 accounts within a month',
      }),
    ],
  });
}

function theirTexts({ by, requirement }: NonNullable<RequirementForm['theirs']>): KnownBlock[] {
  return [
    section(
      mrkdwn`${by} saved this while you were editing it. Theirs stands here, yours in the fields: save yours over it, or close this.`,
    ),
    ...textBlocks('Theirs: what must exist', requirement.what),
    ...textBlocks('Theirs: why', requirement.why),
    ...textBlocks('Theirs: acceptance', requirement.acceptance),
  ];
}

export const RELEASE_FIELD = 'release';

export function shipForm(requirement: Requirement): ModalView {
  return modal({
    callbackId: ids.requirementShipForm,
    title: 'Shipped',
    submit: 'Mark as shipped',
    metadata: { id: requirement.id },
    blocks: [
      section(quoted(titleOf(requirement.what, 300))),
      input(RELEASE_FIELD, 'In which release', textField({ max: MAX.release }), { hint: 'Such as: 2026.11' }),
    ],
  });
}

/** One requirement, whole. */
export function requirementInFull(requirement: Requirement): ModalView {
  const { what, why, acceptance, state, release } = requirement;
  return modal({
    title: 'Requirement',
    blocks: [
      section(stateText(state, release)),
      ...textBlocks('What must exist', what),
      ...textBlocks('Why', why),
      ...textBlocks('Acceptance', acceptance),
    ],
  });
}

function long(initial: string, max: number) {
  return textField({ multiline: true, asTyped: true, initial, max });
}
