/** Releases as they are shown: the list with what each did, and one in full. */
import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { placeView } from '#src/funnel/words.ts';
import type { Release, ToldRelease } from '#src/releases/domain.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { away, count, day } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { effectFigures, effectLine } from './release-effect.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** Those that count, or those that were retired. */
export type ReleaseListKind = 'current' | 'retired';

export interface ReleaseList {
  kind: ReleaseListKind;
  releases: readonly ToldRelease[];
  total: number;
  /** How many are in the other list. */
  others: number;
  /** From 1. */
  page: number;
  perPage: number;
  today: BusinessDate;
  canWork: boolean;
  /** What was just done in it. */
  pressed?: PressedRelease;
}

export interface PressedRelease {
  release: Release;
  /** `faster`: somebody else has done it before. */
  how: 'retire' | 'restore' | 'faster';
}

const NAME_SHOWN = 100;
const CHANGED_SHOWN = 200;
const REQUIREMENTS_SHOWN = 3;

/** The releases, the newest first. */
export function releaseList(list: ReleaseList): Answer {
  const { kind, releases, total, page, canWork } = list;
  const text =
    kind === 'current'
      ? mrkdwn`${count(total, 'release')} and what came of each`
      : mrkdwn`${count(total, 'retired release')}`;
  const foot = footButtons(list);
  if (releases.length === 0) {
    const none = page > 1 ? mrkdwn`There are no more releases.` : noRelease(list);
    return { text: none, blocks: [...pressedBlocks(list), section(none), ...foot] };
  }
  const head = [...pressedBlocks(list), section(mrkdwn`*${text}*`)];
  const rows = releases.map((told) => releaseRow(told, list));
  const more = (hidden: number) => [context(mrkdwn`and ${hidden} more on this page did not fit`)];
  const shown = rowsWithin(limits.message, rows, { reserve: [...head, ...foot], more });
  return { text, blocks: [...head, ...shown, ...foot], ...(canWork || total > 0 ? { share: true } : {}) };
}

function noRelease({ kind, canWork, others }: ReleaseList): Mrkdwn {
  if (kind === 'retired') return mrkdwn`No release is retired.`;
  if (others > 0)
    return mrkdwn`No release counts at the moment: ${others} ${others === 1 ? 'is' : 'are'} retired.`;
  const how = canWork
    ? mrkdwn`Write one down with \`/cs release 2026.11 today\``
    : mrkdwn`Whoever has the role csm writes one down with \`/cs release 2026.11 today\``;
  return mrkdwn`No release is written down yet: what changed, which milestone it should help, and by how much. ${how}`;
}

function pressedBlocks({ pressed, page }: ReleaseList): KnownBlock[] {
  if (pressed === undefined) return [];
  const { release, how } = pressed;
  const name = mrkdwn`The release *${truncate(release.name, NAME_SHOWN)}*`;
  const now = release.retiredAt === null ? mrkdwn`counts` : mrkdwn`is retired`;
  if (how === 'faster') return [section(mrkdwn`Somebody was faster: ${name} ${now} already.`)];
  if (how === 'restore') return [section(mrkdwn`${name} counts again.`)];
  const undo = button('Undo', ids.releaseRestore, {
    value: `${release.id}:current:${page}`,
    label: `Undo: ${release.name}`,
  });
  return [section(mrkdwn`${name} is retired: neither the list nor the digest tells of it.`, undo)];
}

function releaseRow(told: ToldRelease, list: ReleaseList): KnownBlock[] {
  const { today } = list;
  const { release } = told;
  const small = effectFigures(told, today);
  const lines = [
    headLine(told, today),
    mrkdwn`${truncate(release.changed, CHANGED_SHOWN)}`,
    ...(told.effect.kind === 'retired' ? [] : [effectLine(told, today)]),
    ...requirementLines(told),
  ];
  return [
    section(join(lines, '\n')),
    ...(small.length > 0 ? [context(...small)] : []),
    actions(...rowButtons(release, list), ...whoButtons(told)),
  ];
}

/** `*2026.11* · Tue 3 Nov (20 days ago) · for “First leads”, expected +5 points` */
function headLine({ release, milestone }: ToldRelease, today: BusinessDate): Mrkdwn {
  const { name, expected } = release;
  const helps = truncate(milestone?.name ?? release.milestoneId, NAME_SHOWN);
  const points = count(expected, 'point');
  return mrkdwn`*${truncate(name, NAME_SHOWN)}* · ${day(release.day, today)} (${away(release.day, today)}) · for “${helps}”, expected +${points}`;
}

function requirementLines({ requirements }: ToldRelease): Mrkdwn[] {
  if (requirements.length === 0) return [];
  const shown = requirements.slice(0, REQUIREMENTS_SHOWN).map(({ what }) => truncate(firstLine(what), 80));
  const hidden = requirements.length - shown.length;
  const more = hidden > 0 ? mrkdwn` · and ${hidden} more` : mrkdwn``;
  return [mrkdwn`🚢 ${shown.join(' · ')}${more}`];
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/)[0] ?? '';
}

function rowButtons(release: Release, { kind, page, canWork }: ReleaseList): ActionsBlockElement[] {
  const press = (text: string, id: string, more: Parameters<typeof button>[2] = {}) =>
    button(text, id, { value: `${release.id}:${kind}:${page}`, label: `${text}: ${release.name}`, ...more });
  const open = press('Open', ids.releaseOpen);
  if (!canWork) return [open];
  if (kind === 'retired') return [open, press('Bring back', ids.releaseRestore)];
  return [
    open,
    press('Edit', ids.releaseEdit),
    press('Retire', ids.releaseRetire, {
      confirm: {
        title: 'Retire the release?',
        text: `“${truncate(release.name, NAME_SHOWN)}” leaves the list and the digest. It can be brought back.`,
        confirm: 'Retire',
        deny: 'Keep it',
      },
    }),
  ];
}

/** To the accounts that began before the release and since. */
function whoButtons({ release, effect }: ToldRelease): ActionsBlockElement[] {
  if (effect.kind !== 'compared') return [];
  const { windows, before, after } = effect;
  const place = { kind: 'milestone', id: release.milestoneId } as const;
  const sides = [
    ['Who before', windows.before, before.entered, 'before the release'],
    ['Who since', windows.after, after.entered, 'since the release'],
  ] as const;
  return sides
    .filter(([, , entered]) => entered > 0)
    .map(([text, { from, upTo }, entered, words], index) => {
      const rest = placeView(place, null, { group: null, window: { from, upTo } });
      return verbButton(
        text,
        { command: '/cs', verb: 'funnel', rest },
        {
          number: index,
          label: `The ${count(entered, 'account')} that began ${words} ${release.name}`,
        },
      );
    });
}

function footButtons({ kind, page, perPage, total, others, canWork }: ReleaseList): KnownBlock[] {
  const turn = (text: string, rest: string, number: number) =>
    verbButton(text, { command: '/cs', verb: 'releases', rest }, { number, replace: true });
  const list = kind === 'retired' ? 'retired ' : '';
  const buttons = [
    ...(canWork && kind === 'current' ? [button('New release', ids.releaseNew, { value: 'new' })] : []),
    ...(page > 1 ? [turn('◀ Newer', `${list}page:${page - 1}`, 0)] : []),
    ...(page * perPage < total ? [turn('Older ▶', `${list}page:${page + 1}`, 1)] : []),
    ...(kind === 'retired'
      ? [turn('Current', '', 2)]
      : others > 0
        ? [turn(`Retired (${others})`, 'retired', 2)]
        : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

/** One release in full. */
export function releaseInFull(
  told: ToldRelease,
  saved: { savedBy: Mrkdwn; savedAt: Mrkdwn },
  today: BusinessDate,
): ModalView {
  const { release, requirements } = told;
  const small = effectFigures(told, today);
  return modal({
    title: 'Release',
    blocks: [
      section(headLine(told, today)),
      ...textBlocks('What changed', release.changed),
      section(effectLine(told, today)),
      ...(small.length > 0 ? [context(...small)] : []),
      ...requirements.flatMap(({ what }) => textBlocks('🚢 Requirement that it shipped', what)),
      context(mrkdwn`Saved by ${saved.savedBy} ${saved.savedAt}`),
    ],
  });
}
