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
import { actions, button, context, modal, overflow, section, type Answer } from './build.ts';
import { input, textField } from './form-fields.ts';
import { count, figure, money } from './format.ts';
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
  /** How many are left out since they are shipped; null: the list is not of those that are open. */
  shipped: number | null;
  page: number;
  perPage: number;
  canWork: boolean;
  /** What was just pressed in it; null: nothing. */
  pressed: PressedRequirement | null;
}

export interface PressedRequirement {
  requirement: Requirement;
  /** `faster`: somebody else has moved it before. */
  how: 'on' | 'back' | 'faster';
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

/** `4 open requirements`, or `5 requirements` of a list that is not of the open ones. @param shipped as in the list */
export function requirementsText(total: number, shipped: number | null): string {
  return shipped === null ? count(total, 'requirement') : count(total, 'open requirement');
}

export function requirementList(list: RequirementListPage): Answer {
  const { requirements, total, shipped, scenarioName } = list;
  const of = scenarioName === null ? mrkdwn`` : mrkdwn` of “${scenarioName}”`;
  const left = (shipped ?? 0) > 0 ? mrkdwn` · ${figure(shipped ?? 0)} shipped` : mrkdwn``;
  const text = mrkdwn`${requirementsText(total, shipped)}${left}${of}`;
  const foot = [actions(...turnPages(list), ...otherLists(list))];
  if (requirements.length === 0) {
    const how = mrkdwn`They are written from a scenario: \`/cs scenario\``;
    return {
      text,
      blocks: [...pressedBlocks(list), section(mrkdwn`No requirement here${of}${left}. ${how}`), ...foot],
    };
  }
  const head = [...pressedBlocks(list), section(mrkdwn`*${text}*`)];
  const rows = requirements.map((requirement, index) => requirementRow(requirement, index, list));
  const reserve = [...head, ORDER, ...foot];
  const more = (hidden: number) => [
    context(mrkdwn`${hidden} more on this page did not fit: list them by state.`),
  ];
  return {
    text,
    blocks: [...head, ...rowsWithin(limits.message, rows, { reserve, more }), ORDER, ...foot],
    share: true,
  };
}

/** What became of a press, above the list; one press takes a move on back. */
function pressedBlocks(list: RequirementListPage): KnownBlock[] {
  if (list.pressed === null) return [];
  const { how, requirement } = list.pressed;
  const { id, what, state, release } = requirement;
  const now = mrkdwn`“${titleOf(what)}” is ${stateText(state, release)}`;
  if (how === 'faster') return [section(mrkdwn`Somebody was faster: ${now} already.`)];
  if (how === 'back') return [section(mrkdwn`${now} again.`)];
  const value = `back:${state}:${id}:${pageRest(list, list.page)}`;
  const undo = button('Undo', ids.requirementMenu, { value, label: `Undo: ${titleOf(what)}` });
  return [section(mrkdwn`${now} now.`, undo)];
}

const ORDER = context(
  mrkdwn`By the number of accounts behind them, then by their money. Behind one are the accounts of its scenario’s draft and active cards, and of open gaps.`,
);

function requirementRow(
  requirement: BackedRequirement,
  index: number,
  list: RequirementListPage,
): KnownBlock[] {
  const { what, why, state, release, scenarioName } = requirement;
  const scenario = scenarioName === null ? mrkdwn`` : mrkdwn` · ${truncate(scenarioName, 100)}`;
  const reason = why === null ? [] : [mrkdwn`why: ${truncate(why, 200)}`];
  const line = mrkdwn`*${titleOf(what, 200)}*\n${stateText(state, release)} · ${behindText(requirement)}${scenario}`;
  return [section(join([line, ...reason], '\n')), actions(...rowButtons(requirement, index, list))];
}

/** Such as `12 accounts · €480k + $20k a year`. */
export function behindText({ accounts, backing }: Pick<BackedRequirement, 'accounts' | 'backing'>): Mrkdwn {
  const sums = backing.filter(({ arr }) => arr > 0).map(({ arr, currency }) => money(arr, currency));
  const year = sums.length === 0 ? mrkdwn`` : mrkdwn` · ${sums.join(' + ')} a year`;
  return mrkdwn`${accounts === 0 ? 'no account behind it' : count(accounts, 'account')}${year}`;
}

function rowButtons({ id, what, state }: Requirement, index: number, list: RequirementListPage) {
  const value = `${state}:${id}:${pageRest(list, list.page)}`;
  const menu = (choices: [string, string][]) =>
    overflow(
      numbered(ids.requirementMenu, index),
      choices.map(([text, verb]) => ({ text, value: `${verb}:${value}` })),
    );
  if (!list.canWork) return [menu([['Read all', 'read']])];
  const back = stateBefore(state);
  const choices: [string, string][] = [
    ['Read all', 'read'],
    ['Edit', 'edit'],
    ...(back === null ? [] : [[`Back to ${back}`, 'back'] as [string, string]]),
  ];
  if (stateAfter(state) === null) return [menu(choices)];
  const text = MOVE_WORDS[state];
  const move = button(text, numbered(ids.requirementMove, index), {
    value,
    label: `${text.replace(' …', '')}: ${titleOf(what)}`,
  });
  return [move, menu(choices)];
}

/** What is typed behind the verb for a page of the list. */
function pageRest({ typed }: Pick<RequirementListPage, 'typed'>, page: number): string {
  return (page === 1 ? typed : `${typed} page:${page}`).trim();
}

function turnPages(list: RequirementListPage) {
  const { page, perPage, total } = list;
  const turn = (label: string, to: number, number: number) =>
    verbButton(
      label,
      { command: '/cs', verb: 'requirements', rest: pageRest(list, to) },
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

export interface RequirementFormMetadata {
  /** Of a new one too. */
  id: string;
  /** From which it is written; empty: from none. */
  scenarioId: string;
  /** 0: a new one. */
  version: number;
}

export interface RequirementForm extends RequirementFormMetadata {
  scenarioName: string | null;
  texts: { what: string; why: string; acceptance: string };
  /** Somebody saved it meanwhile: who, when, and what they wrote. */
  theirs: { by: Mrkdwn; requirement: Requirement } | null;
}

export function requirementForm(form: RequirementForm): ModalView {
  const { id, scenarioId, scenarioName, version, texts, theirs } = form;
  const metadata: RequirementFormMetadata = { id, scenarioId, version };
  const of = scenarioName === null ? [] : [section(mrkdwn`From the scenario “${scenarioName}”.`)];
  return modal({
    callbackId: ids.requirementForm,
    title: requirementFormTitle(version),
    submit: theirs === null ? 'Save' : 'Save mine over it',
    metadata,
    tellsClosing: true,
    blocks: [
      ...(theirs === null ? of : theirTexts(theirs)),
      input(requirementFields.what, 'What must exist', long(texts.what, MAX.what), {
        dispatch: true,
        hint: 'For the person to move forward, such as: A report that they can send to their board. The first line is its title.',
      }),
      input(requirementFields.why, 'Why', long(texts.why, MAX.why), {
        dispatch: true,
        optional: true,
        hint: 'Where they are stuck without it, in their own words where you can',
      }),
      input(requirementFields.acceptance, 'Acceptance', long(texts.acceptance, MAX.acceptance), {
        dispatch: true,
        optional: true,
        hint: 'How it is seen to work, such as: report_sent from 5 accounts within a month',
      }),
      context(mrkdwn`What you type is kept as your draft until you save.`),
    ],
  });
}

/** The form’s title, and that of the offer of its draft. */
export function requirementFormTitle(version: number): string {
  return version === 0 ? 'Write a requirement' : 'Edit the requirement';
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

/** @param list the list in which it was pressed, as it is typed behind the verb */
export function shipForm(requirement: Requirement, list: string): ModalView {
  return modal({
    callbackId: ids.requirementShipForm,
    title: 'Shipped',
    submit: 'Mark as shipped',
    metadata: { id: requirement.id, list },
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
  return textField({ actionId: ids.requirementField, multiline: true, asTyped: true, initial, max });
}
