/** The ideal customer profile with its gates: for whoever sells, and whoever finds customers. */
import type { KnownBlock } from '@slack/types';
import {
  FIT_KINDS,
  GATE_KINDS,
  type Characteristic,
  type FitKind,
  type FitProgram,
} from '#src/fit/domain.ts';
import { KIND_WORDS } from '#src/fit/words.ts';
import { actions, context, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface ProfileView {
  fit: FitProgram;
  programName: string;
  version: number;
  /** The first part to show. */
  from: number;
}

export function profileAnswer(view: ProfileView): Answer {
  const { fit, from } = view;
  const text = mrkdwn`Our ideal customer · ${view.programName}, version ${view.version}`;
  const head = section(mrkdwn`*${text}*`);
  const parts = [...profileTexts(fit), ...checklistTexts(fit)].slice(from);
  const rows = parts.map((part): KnownBlock[] => [section(part)]);
  const last = context(
    mrkdwn`A bad fit: any must is no. A stretch: under ${fit.bar} % of what should be there. \`/account fit ACCOUNT\` assesses one.`,
  );
  const next = (shown: number) =>
    actions(
      verbButton(
        `${count(rows.length - shown, 'more part')} ▶`,
        { command: '/cs', verb: 'profile', rest: `from:${from + shown}` },
        { replace: true },
      ),
    );
  const shown = rowsWithin(limits.message, rows, { reserve: [head, last, next(0)] });
  const isAll = shown.length === rows.length;
  return {
    text,
    share: true,
    blocks: [head, ...shown, ...(isAll ? [] : [next(shown.length)]), last],
  };
}

function profileTexts({ profile }: FitProgram): Mrkdwn[] {
  const { efficiency, questions } = profile;
  const who = named([
    ['Situation', profile.situation],
    ['Goal', profile.goal],
    ['Capabilities', profile.capabilities],
  ]);
  const readiness = named([
    ['Ready', profile.ready],
    ['Willing', profile.willing],
    ['Able', profile.able],
  ]);
  const asked = [questions.know, questions.comfortable, questions.designed]
    .filter((question) => question !== null)
    .map((question) => mrkdwn`• ${question}`);
  const worth = [
    ...(efficiency.atLeast === null
      ? []
      : [
          mrkdwn`at least ${figure(efficiency.atLeast)} of first-year gross margin for each 1 that winning them costs, onboarding and support included`,
        ]),
    ...(efficiency.costAtMost === null
      ? []
      : [mrkdwn`at most ${figure(efficiency.costAtMost)} to win one, onboarding and support included`]),
  ];
  return [
    ...packed(who),
    ...packed(readiness),
    ...(worth.length === 0 ? [] : [mrkdwn`*Worth it*: ${join(worth, '; ')}`]),
    ...packed(asked.length === 0 ? [] : [mrkdwn`*From their side*`, ...asked]),
  ];
}

/** Lines as texts of as many lines as one block holds. */
function packed(lines: readonly Mrkdwn[]): Mrkdwn[] {
  const texts: Mrkdwn[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    const joined = last === undefined ? null : join([last, line], '\n');
    if (joined !== null && joined.value.length <= limits.sectionText) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts;
}

function named(parts: readonly (readonly [string, string | null])[]): Mrkdwn[] {
  return parts.flatMap(([name, text]) => (text === null ? [] : [mrkdwn`*${name}*: ${text}`]));
}

/** Kind by kind, the gates first. */
function checklistTexts({ checklist }: FitProgram): Mrkdwn[] {
  const gates = FIT_KINDS.filter((kind) => GATE_KINDS.includes(kind));
  const others = FIT_KINDS.filter((kind) => !GATE_KINDS.includes(kind));
  return [...gates, ...others].flatMap((kind) =>
    kindTexts(
      kind,
      checklist.filter((asked) => asked.kind === kind),
    ),
  );
}

function kindTexts(kind: FitKind, asked: readonly Characteristic[]): Mrkdwn[] {
  if (asked.length === 0) return [];
  const { name, means } = KIND_WORDS[kind];
  const gate = GATE_KINDS.includes(kind) ? mrkdwn` gate` : mrkdwn``;
  const lines = asked.map(
    ({ name, level }) => mrkdwn`• ${name}${level === 'must' ? mrkdwn` (must)` : mrkdwn``}`,
  );
  return packed([mrkdwn`*${name}${gate}* · ${means}`, ...lines]);
}
