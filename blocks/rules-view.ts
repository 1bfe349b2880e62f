/** How the list is made: every rule in words, on or off, what it lists today, and what came of it. */
import type { Button, KnownBlock } from '@slack/types';
import { originOf } from '#src/program/presets.ts';
import type { Program } from '#src/program/domain.ts';
import type { Rule } from '#src/rules/domain.ts';
import { FIGURES_DAYS, isQuiet, type RuleFigures } from '#src/rules/figures.ts';
import { describeCondition, namesIn } from '#src/rules/words.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { ids, numbered } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnButtons } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface RulesView {
  program: Program;
  version: number;
  /** The rules of this page, in order. */
  rules: readonly Rule[];
  page: number;
  hasMore: boolean;
  /** For how many accounts each rule's CTAs are under way, by rule id. */
  underWay: ReadonlyMap<string, number>;
  /** How many accounts each rule of the page lists today; one that is off, if it were on. */
  listed: ReadonlyMap<string, number>;
  figures: ReadonlyMap<string, RuleFigures>;
  canChange: boolean;
  /** What was just done, and the version that it made, which can be taken back; null: nothing. */
  done: { text: Mrkdwn; version: number | null } | null;
}

const NAME_SHOWN = 120;
const WORDS_SHOWN = 700;

export function rulesAnswer(view: RulesView): Answer {
  const { program, version, rules, done } = view;
  const text = mrkdwn`*How the list is made* · ${program.name}, version ${version}`;
  if (rules.length === 0 && view.page > 1) {
    return { text: mrkdwn`There are no more rules.`, blocks: [section(mrkdwn`There are no more rules.`)] };
  }
  const undo =
    done === null || done.version === null
      ? undefined
      : button('Undo', ids.ruleUndo, { value: String(done.version), label: 'Undo the change of the rule' });
  const head: KnownBlock[] = [...(done === null ? [] : [section(done.text, undo)]), section(text)];
  const quiet = quietLine(view);
  if (quiet !== null) head.push(quiet);
  const rows = rules.map((rule, index): KnownBlock[] => [
    section(ruleText(rule, view)),
    ...(view.canChange ? [actions(...ruleButtons(rule, view, index))] : []),
  ]);
  const foot: KnownBlock[] = [...turnPages(view), context(postingLine(view))];
  const shown = rowsWithin(limits.message, rows, {
    reserve: [...head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: done?.text ?? text, blocks: [...head, ...shown, ...foot], share: true };
}

function postingLine({ program, canChange }: RulesView): Mrkdwn {
  const post = program.posts.morning;
  const posting =
    post === null
      ? mrkdwn`The program posts no morning list.`
      : mrkdwn`Posted to #${post.channel} at ${post.at} (${program.timezone}), ${post.days.map(capitalized).join(', ')}; whoever has something to do today gets it in a direct message too (\`/cs morning me off\` ends that).`;
  const how = canChange
    ? mrkdwn`A change here is a new version of the program; \`milepost program export\` prints it.`
    : mrkdwn`Leaders and admins change rules.`;
  return mrkdwn`${posting} ${how}`;
}

/** The rules that are hardly heard, offered to be muted. */
function quietLine({ program, figures }: RulesView): KnownBlock | null {
  const quiet = program.rules.filter(({ id, enabled }) => enabled && isQuiet(figures.get(id)));
  const [first] = quiet.toSorted((a, b) => shareOf(figures.get(a.id)) - shareOf(figures.get(b.id)));
  if (first === undefined) return null;
  const { acted, opened } = figures.get(first.id)!;
  const others = quiet.length === 1 ? mrkdwn`` : mrkdwn` ${figure(quiet.length - 1)} more like it.`;
  return context(
    mrkdwn`🔕 Hardly heard: *${truncate(first.name, NAME_SHOWN)}*, ${figure(acted)} of ${figure(opened)} CTAs acted on in ${FIGURES_DAYS} days. Mute it, or change what it asks for.${others}`,
  );
}

function shareOf(figures: RuleFigures | undefined): number {
  return figures === undefined ? 1 : figures.acted / figures.opened;
}

function ruleButtons(rule: Rule, view: RulesView, index: number): Button[] {
  const name = truncate(rule.name, 60);
  const mute = rule.enabled
    ? button('Mute', numbered(ids.ruleSwitch, index), {
        value: `off:${rule.id}`,
        label: `Mute ${rule.name}`,
        confirm: {
          title: 'Mute the rule?',
          text: `“${name}” lists nobody from now on. What it has opened closes with the next morning list, and the plays that it started end. It can be switched on again here.`,
          confirm: 'Mute',
        },
      })
    : button('Switch on', numbered(ids.ruleSwitch, index), {
        value: `on:${rule.id}`,
        label: `Switch on ${rule.name}`,
        confirm: {
          title: 'Switch the rule on?',
          text: `“${name}” ${view.listed.has(rule.id) ? `would list ${count(view.listed.get(rule.id) ?? 0, 'account')} today` : 'lists accounts again'}. Its CTAs open with the next morning list. “What it would do” names them first.`,
          confirm: 'Switch on',
        },
      });
  return [
    button('Change', numbered(ids.ruleChange, index), { value: rule.id, label: `Change ${rule.name}` }),
    button('What it would do', numbered(ids.ruleRehearse, index), {
      value: rule.id,
      label: `What ${rule.name} would do`,
    }),
    mute,
    ...(originOf(rule) === 'preset' ? [] : [removeButton(rule, index)]),
  ];
}

function removeButton(rule: Rule, index: number): Button {
  const isPreset = originOf(rule) !== 'own';
  return button(isPreset ? 'Back to the preset' : 'Delete', numbered(ids.ruleRemove, index), {
    value: rule.id,
    style: 'danger',
    label: `${isPreset ? 'Back to the preset' : 'Delete'}: ${rule.name}`,
    confirm: {
      title: isPreset ? 'Back to the preset?' : 'Delete the rule?',
      text: isPreset
        ? 'What your program says of this rule goes, and it is again as it ships with Milepost.'
        : `“${truncate(rule.name, 60)}” goes from the program. What it has opened closes with the next morning list, and the plays that it started end.`,
      confirm: isPreset ? 'Back to the preset' : 'Delete',
      danger: true,
    },
  });
}

function turnPages({ page, hasMore, canChange }: RulesView): KnownBlock[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(text, { command: '/cs', verb: 'rules', rest: `page:${to}` }, { number, replace: true });
  const buttons = [
    ...(canChange ? [button('New rule', ids.ruleNew, { style: 'primary' })] : []),
    ...turnButtons({ page, hasMore }, turn),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

function capitalized(day: string): string {
  return day.charAt(0).toUpperCase() + day.slice(1);
}

function ruleText(rule: Rule, { program, underWay, listed, figures }: RulesView): Mrkdwn {
  const { then } = rule;
  const lists = listed.has(rule.id) ? count(listed.get(rule.id) ?? 0, 'account') : null;
  const open = count(underWay.get(rule.id) ?? 0, 'CTA');
  const wouldList =
    lists === null
      ? mrkdwn`; *What it would do* counts whom it would list`
      : mrkdwn`; it would list ${lists} today`;
  const waits = (listed.get(rule.id) ?? 0) > (underWay.get(rule.id) ?? 0);
  const others = waits
    ? mrkdwn` (the others: snoozed, quiet after a closed one, or another rule’s)`
    : mrkdwn``;
  const now = rule.enabled
    ? mrkdwn`on, lists ${lists ?? '0 accounts'} today, ${open} under way${others}`
    : mrkdwn`off${wouldList}`;
  const play = program.plays.find(({ id }) => id === then.play);
  const starts =
    play === undefined
      ? ''
      : `; the play “${play.name}” ${play.enabled ? 'starts' : '(off) would start'} beside it`;
  const when = truncate(describeCondition(rule.when, namesIn(program)), WORDS_SHOWN);
  return mrkdwn`*${truncate(rule.name, NAME_SHOWN)}* — ${now}\nLists an account when ${when}.\nThen: a CTA of ${then.priority} priority for the ${then.owner}, due in ${count(then.dueInBusinessDays, 'business day')}${starts}; quiet for ${count(then.repeatAfterDays, 'day')} after it is closed.\n${heardLine(figures.get(rule.id))}`;
}

function heardLine(figures: RuleFigures | undefined): Mrkdwn {
  if (figures === undefined) return mrkdwn`_No CTA opened in ${FIGURES_DAYS} days._`;
  const { opened, acted, dismissed, resolved, ranOut, waiting } = figures;
  const rest: [number, string][] = [
    [dismissed, 'dismissed'],
    [resolved, resolved === 1 ? 'resolved by itself' : 'resolved by themselves'],
    [ranOut, 'ran out'],
    [waiting, 'not due yet'],
  ];
  const parts = rest.filter(([number]) => number > 0).map(([number, what]) => `${figure(number)} ${what}`);
  return mrkdwn`_In ${FIGURES_DAYS} days: ${figure(acted)} of ${count(opened, 'CTA')} acted on${parts.length === 0 ? '' : `; ${parts.join(', ')}`}._`;
}
