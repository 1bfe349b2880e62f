/** The card of one account: who, where on its journey, money, and what is under way. */
import type { KnownBlock } from '@slack/types';
import type { Departure } from '#src/accounts/departure.ts';
import type { Account, AccountSurroundings, ShownContact } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Cta } from '#src/ctas/domain.ts';
import { cadencesOf } from '#src/engagement/domain.ts';
import type { OpenGaps } from '#src/gaps/domain.ts';
import type { HealthSnapshot } from '#src/health/domain.ts';
import { daysAt, paceOf, type Pace } from '#src/journey/domain.ts';
import type { Run } from '#src/plays/domain.ts';
import { findPlace, type Program } from '#src/program/domain.ts';
import { describeNoPlace } from '#src/program/words.ts';
import type { LastSpoken } from '#src/touchpoints/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { missedLine } from './cadence-words.ts';
import { departureText } from './departure.ts';
import { feedbackLine, type FeedbackCount } from './feedback-words.ts';
import { fitLine } from './fit-lines.ts';
import { away, count, day, money } from './format.ts';
import { gapsLine } from './gap-list.ts';
import { goalsLine, type ShownGoals } from './goal-line.ts';
import { healthLine } from './health-card.ts';
import { ids } from './ids.ts';
import { presenceName } from './people.ts';
import { playLines } from './play-words.ts';
import { dateToken, join, mrkdwn, quoted, type Mrkdwn } from './text.ts';
import { spokenLine } from './touchpoint-words.ts';
import { verbButton } from './verb-button.ts';

export interface AccountCard {
  account: Account;
  surroundings: AccountSurroundings;
  /** When and why it left; null: it is a customer. */
  departure: Departure | null;
  ctas: readonly Cta[];
  /** The active goals. */
  goals: ShownGoals;
  /** How many success gaps are open, and late. */
  gaps: OpenGaps;
  feedback: FeedbackCount;
  /** The plays that run. */
  plays: readonly Run[];
  /** When each persona was last spoken with. */
  spoken: LastSpoken;
  /** As the last morning scored it; null: nothing was kept of it. */
  health: HealthSnapshot | null;
  program: Program | null;
  today: BusinessDate;
  /** Whether the person may change the account and note on it. */
  canEdit: boolean;
  /** Whether the person may press at its CTAs. */
  canWork: boolean;
}

const CTAS_SHOWN = 5;

export function accountCard(card: AccountCard): Answer {
  const { account } = card;
  const place = placeLine(card);
  const text = mrkdwn`${account.name}: ${place}`;
  const blocks: KnownBlock[] = [
    section(
      join(
        [
          titleLine(card),
          place,
          ...fitLines(card),
          // How one that left would score says nothing any more.
          ...(card.surroundings.churned ? [] : healthLine(card.health)),
          ...moneyLine(card),
          peopleLine(card),
        ],
        '\n',
      ),
    ),
  ];
  const goals = goalsLine(card.goals, card.today);
  const gaps = gapsLine(card.gaps);
  const feedback = feedbackLine(card.feedback);
  const work = [
    ...(goals === null ? [] : [goals]),
    ...(gaps === null ? [] : [gaps]),
    ...(feedback === null ? [] : [feedback]),
    ...playLines(card.plays, card.today),
    spokenLine(card.spoken, card.today),
    ...cadenceLines(card),
    ...workLines(card),
  ];
  blocks.push(section(join(work, '\n')), ...ctaBlocks(card));
  const contacts = contactsLine(card.surroundings);
  if (contacts !== null) blocks.push(context(contacts));
  const { note } = card.surroundings;
  if (note !== null) {
    blocks.push(
      section(
        mrkdwn`*Last note* · ${dateToken(new Date(note.at), '{date_short_pretty}')}\n${quoted(note.text)}`,
      ),
    );
  }
  blocks.push(buttons(card));
  return { text, blocks, share: true };
}

/** Where the account is on its journey, in a line; and when it is nowhere, why. */
function placeLine({ account, surroundings, departure, program, today }: AccountCard): Mrkdwn {
  if (surroundings.churned) return departureText(departure, today);
  const { place } = surroundings;
  if (place === null) return mrkdwn`⚪ ${whyNotAssessed(account, program, today)}`;
  const journey = program?.journeys.find(({ id }) => id === place.journeyId);
  if (journey === undefined) return mrkdwn`⚪ Not assessed yet: the program has changed`;
  const phase = journey.phases[place.position - 1];
  if (phase === undefined) return mrkdwn`🟢 Finished “${journey.name}” on ${day(place.since, today)}`;
  const pace = paceOf(journey, place, today);
  const days = count(daysAt(place, today), 'day');
  const slipped = place.slipped.flatMap(
    (id) => journey.phases.find(({ milestone }) => milestone.id === id)?.milestone ?? [],
  );
  const line = mrkdwn`${PACE[pace ?? 'on_track']} · ${days} at “${phase.milestone.name}” (usual ${phase.usualDays}) · since ${day(place.since, today)}`;
  if (slipped.length === 0) return line;
  return mrkdwn`${line} · slipped on ${join(
    slipped.map(({ name }) => mrkdwn`“${name}”`),
    ', ',
  )}`;
}

const PACE: Record<Pace, Mrkdwn> = {
  on_track: mrkdwn`🟢 On track`,
  slow: mrkdwn`🟡 Slow`,
  stuck: mrkdwn`🔴 Stuck`,
};

/** Why an account has no place on a journey, and what would change that. */
function whyNotAssessed(account: Account, program: Program | null, today: BusinessDate): string {
  const found = findPlace(account, program, today);
  if (found.ok) return 'Not assessed yet: the next assessment is in the morning';
  const { brief } = describeNoPlace(found, (date) => day(date, today));
  return `${found.problem === 'starts-later' ? 'Not started' : 'Not assessed'}: ${brief}`;
}

function titleLine({ account, program }: AccountCard): Mrkdwn {
  const segment = program?.segments.find(({ id }) => id === account.segment)?.name ?? account.segment;
  const parts = [segment, account.stage].filter((part) => part !== null);
  const name = mrkdwn`*${account.name}*`;
  return parts.length === 0 ? name : mrkdwn`${name} · ${join(parts, ' · ')}`;
}

function fitLines({ surroundings, program, today }: AccountCard): Mrkdwn[] {
  const asked = program?.fit.readiness ?? [];
  return surroundings.fit === null ? [] : [fitLine(surroundings.fit, asked, today)];
}

function moneyLine({ account, surroundings, today }: AccountCard): Mrkdwn[] {
  const arr = account.arr ?? surroundings.place?.arr ?? null;
  const parts: string[] = [];
  if (arr !== null) parts.push(`${money(arr, account.currency ?? surroundings.currency)} a year`);
  if (account.renewsOn !== null && !surroundings.churned) {
    const verb = account.renewsOn < today ? 'renewal was' : 'renews';
    parts.push(`${verb} ${away(account.renewsOn, today)} (${day(account.renewsOn, today)})`);
  }
  return parts.length === 0 ? [] : [mrkdwn`${parts.join(' · ')}`];
}

function peopleLine({ account, surroundings, today }: AccountCard): Mrkdwn {
  const { lead: first, partner: second } = surroundings;
  const lead = first === null ? mrkdwn`nobody` : presenceName(first, today);
  const partner = second === null ? mrkdwn`nobody` : presenceName(second, today);
  const soldBy = account.soldBy === null ? mrkdwn`` : mrkdwn` · Sold by ${account.soldBy}`;
  return mrkdwn`Lead ${lead} · Partner ${partner}${soldBy}`;
}

function workLines({ surroundings, ctas, today }: AccountCard): Mrkdwn[] {
  const { lastEbrOn } = surroundings;
  const ebr =
    lastEbrOn === null
      ? mrkdwn`No EBR yet`
      : mrkdwn`Last EBR ${day(lastEbrOn, today)} (${away(lastEbrOn, today)})`;
  return [ebr, ctas.length === 0 ? mrkdwn`No CTA is open` : mrkdwn`${count(ctas.length, 'CTA')} under way`];
}

/** The cadences that are missed, in one line. */
function cadenceLines({ account, surroundings, program, spoken, today }: AccountCard): Mrkdwn[] {
  if (program === null || surroundings.churned) return [];
  const line = missedLine(cadencesOf(program.engagement, account, spoken, today));
  return line === null ? [] : [line];
}

/** The CTAs, each with the button that ends it where the person may press it. */
function ctaBlocks({ ctas, account, today, canWork }: AccountCard): KnownBlock[] {
  const shown = ctas.slice(0, CTAS_SHOWN).map((cta) => {
    const due = cta.dueOn === null ? mrkdwn`` : mrkdwn` · due ${day(cta.dueOn, today)}`;
    const text = mrkdwn`• *${cta.title}*${due} · ${stateOf(cta, today)}`;
    const deed = cta.type === 'ebr' ? 'Hold EBR' : cta.type === 'plan_item' ? 'Kept' : 'Done';
    const label = `${deed}: ${cta.title}, ${account.name}`;
    return canWork ? section(text, button(deed, ids.ctaDoneHere, { value: cta.id, label })) : section(text);
  });
  const hidden = ctas.length - shown.length;
  return hidden > 0 ? [...shown, context(mrkdwn`and ${hidden} more`)] : shown;
}

function stateOf(cta: Cta, today: BusinessDate): string {
  if (cta.state === 'snoozed' && cta.snoozedUntil !== null)
    return `snoozed until ${day(cta.snoozedUntil, today)}`;
  return cta.dueOn !== null && cta.dueOn < today ? `${cta.state}, late` : cta.state;
}

function contactsLine({ contacts, contactCount }: AccountSurroundings): Mrkdwn | null {
  if (contacts.length === 0) return null;
  const hidden = contactCount - contacts.length;
  const shown = join(contacts.map(contact), ', ');
  return hidden > 0 ? mrkdwn`Contacts: ${shown} and ${hidden} more` : mrkdwn`Contacts: ${shown}`;
}

function contact({ name, persona, title, qualifiers }: ShownContact): Mrkdwn {
  const about = [title, persona, ...qualifiers]
    .filter((part) => part !== null)
    .map((part) => part.replaceAll('_', ' '));
  return about.length === 0 ? mrkdwn`${name}` : mrkdwn`${name} (${about.join(', ')})`;
}

function buttons({ account, canEdit, canWork, surroundings }: AccountCard) {
  const verbs: [string, string][] = [
    ['Journey', 'journey'],
    ['Health', 'health'],
    ['Why?', 'why'],
    ['Goals', 'goal'],
    ['Fit', 'fit'],
    ['Gaps', 'gap'],
    ['Ask', 'ask'],
    ['Plays', 'play'],
    ...(canWork ? ([['Spoke', 'spoke']] as [string, string][]) : []),
    ['Who', 'who'],
    ['Answers', 'answers'],
    ...(surroundings.lastEbrOn === null ? [] : ([['Reviews', 'reviews']] as [string, string][])),
    ...(canEdit
      ? ([
          ['Edit', 'edit'],
          ['Note', 'note'],
        ] as [string, string][])
      : []),
    ['History', 'history'],
  ];
  return actions(
    ...verbs.map(([label, verb], number) =>
      verbButton(
        label,
        { command: '/account', verb, rest: accountRest(account) },
        { number, label: `${label} ${account.name}` },
      ),
    ),
  );
}
