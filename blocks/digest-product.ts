/** The digest's fourth section: what releases did, which gaps are open, what customers ask for or would do otherwise. */
import type { KnownBlock } from '@slack/types';
import type { ProductFacts } from '#src/digest/domain.ts';
import { KIND_WORDS } from '#src/gaps/words.ts';
import type { ToldRelease } from '#src/releases/domain.ts';
import {
  andMore,
  briefLine,
  countedPart,
  listedBlock,
  NAMED_IN_LINE,
  partsLine,
  short,
  sumsText,
  whole,
  type DigestAbout,
} from './digest-lines.ts';
import { count, day, figure } from './format.ts';
import { effectBrief, effectLine, tellableText } from './release-effect.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

/** At most six lines. */
export function productBrief(facts: ProductFacts, { today }: DigestAbout): Mrkdwn[] {
  const { releases, gaps, requirements, alternatives } = facts;
  const asked = requirements.waiting
    .slice(0, NAMED_IN_LINE)
    .map(({ title, accounts }) => mrkdwn`${short(title, 30)} (${count(accounts, 'account')})`);
  // What one customer says alone is for the thread.
  const common = alternatives.filter(({ accounts }) => accounts > 1).slice(0, NAMED_IN_LINE);
  const shown = releases.accounts.slice(0, NAMED_IN_LINE);
  const more = countedPart(releases.total - shown.length, 'with a verdict');
  return [
    ...shown.map((told) => briefLine(`Release ${short(told.release.name, 30)}`, effectBrief(told, today))),
    ...partsLine(shown.length === 0 ? 'Releases' : 'More releases', [...more, ...earlyParts(facts)]),
    ...(gaps.length === 0 ? [] : [briefLine('Success gaps', gapsText(facts))]),
    ...partsLine('Asked of the product', [...asked, ...countedPart(requirements.asked, 'new this week')]),
    ...partsLine(
      'What they would use instead',
      common.map(({ name, accounts }) => mrkdwn`${short(name, 30)} (${count(accounts, 'account')})`),
    ),
  ];
}

/** `3 too early to tell: Lead inbox, New editor and 1 more`, or no part. */
function earlyParts({ early: { total, accounts } }: ProductFacts): Mrkdwn[] {
  if (total === 0) return [];
  const named = accounts.slice(0, NAMED_IN_LINE).map(({ name }) => mrkdwn`${short(name, 30)}`);
  return [mrkdwn`${figure(total)} too early to tell: ${andMore(named, total)}`];
}

export function productDetail(facts: ProductFacts, { today }: DigestAbout): KnownBlock[] {
  const { releases, early, gaps, requirements, alternatives } = facts;
  return [
    ...listedBlock(
      mrkdwn`*What releases did* · conversion of their milestone since, an association and not a cause`,
      releases,
      (told) => releaseLine(told, today),
    ),
    ...listedBlock(
      mrkdwn`*Releases of which it is too early to tell*`,
      early,
      (release) => mrkdwn`*${short(release.name, 40)}* can be told ${tellableText(release, today)}`,
    ),
    ...listedBlock(mrkdwn`*Open success gaps*`, whole(gaps), ({ kind, gaps: open, late, accounts, arr }) => {
      const past = late > 0 ? mrkdwn`, ${figure(late)} late` : mrkdwn``;
      return mrkdwn`${KIND_WORDS[kind]}: ${count(open, 'gap')} of ${count(accounts, 'account')}${sumsText(arr)}${past}`;
    }),
    ...listedBlock(
      join([mrkdwn`*Most awaited requirements*`, ...countedPart(requirements.asked, 'new this week')], ' · '),
      whole(requirements.waiting),
      ({ title, state, accounts, arr }) =>
        mrkdwn`${short(title, 100)} · ${state} · ${count(accounts, 'account')}${sumsText(arr)}`,
    ),
    ...listedBlock(
      mrkdwn`*What customers would use instead*, by their Goal Cards`,
      whole(alternatives),
      ({ name, accounts, rating }) => {
        const rated = rating === null ? mrkdwn`` : mrkdwn` · rated ${rating.toFixed(1)} of 5`;
        return mrkdwn`${short(name)} · ${count(accounts, 'account')}${rated}`;
      },
    ),
  ];
}

function releaseLine(told: ToldRelease, today: string): Mrkdwn {
  const { release, milestone } = told;
  return mrkdwn`*${short(release.name, 40)}* (${day(release.day, today)}, for “${short(milestone?.name ?? release.milestoneId, 40)}”) ${effectLine(told, today)}`;
}

/** `11 open: Product change 3 · Article 2 and 4 more kinds` */
function gapsText({ gaps }: ProductFacts): Mrkdwn {
  const open = gaps.reduce((sum, { gaps: some }) => sum + some, 0);
  const kinds = gaps
    .slice(0, NAMED_IN_LINE)
    .map(({ kind, gaps: some }) => mrkdwn`${KIND_WORDS[kind]} ${figure(some)}`);
  const kindsText = gaps.length > kinds.length ? mrkdwn` kinds` : mrkdwn``;
  return mrkdwn`${figure(open)} open: ${andMore(kinds, gaps.length)}${kindsText}`;
}
