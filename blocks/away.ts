/** Who is away, and what becomes of their work meanwhile. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Person } from '#src/people/domain.ts';
import { actions, button, context, say, section, type Answer } from './build.ts';
import { count, day, figure } from './format.ts';
import { ids } from './ids.ts';
import { personName } from './people.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** Accounts for which nobody stands in. */
export interface Uncovered {
  accounts: readonly { name: string; ownerId: string }[];
  total: number;
}

export interface AwayAnswer {
  person: Person;
  /** Whether it is the one who asks. */
  isOwn: boolean;
  until: BusinessDate;
  /** Accounts that they lead, and those of them for which the partner stands in. */
  leads: number;
  covered: number;
  uncovered: Uncovered;
  /** CTAs of theirs under way, and those that somebody can take over. */
  ctas: number;
  movable: number;
  today: BusinessDate;
}

const NAME_SHOWN = 100;
const PEOPLE_SHOWN = 30;

/** Said once somebody is away: what goes to whom, and what is open. */
export function awayAnswer(shown: AwayAnswer): Answer {
  const { person, isOwn, until, leads, covered, uncovered, ctas, movable, today } = shown;
  const who = isOwn ? mrkdwn`You are` : mrkdwn`${personName(person)} is`;
  const text = mrkdwn`${who} away until ${day(until, today)}`;
  const their = isOwn ? 'your' : 'their';
  const lines = [mrkdwn`*${text}*, that day included.`];
  if (leads > 0)
    lines.push(
      mrkdwn`New CTAs go to the partner on ${figure(covered)} of ${their} ${count(leads, 'account')} meanwhile.`,
    );
  if (uncovered.total > 0) {
    const names = someNames(uncovered);
    lines.push(mrkdwn`⚠️ Nobody stands in on ${names}: what comes up stays with ${isOwn ? 'you' : 'them'}.`);
  }
  lines.push(
    ctas === 0
      ? mrkdwn`No CTA of ${isOwn ? 'yours' : 'theirs'} is open.`
      : mrkdwn`${count(ctas, 'CTA')} of ${isOwn ? 'yours' : 'theirs'} ${ctas === 1 ? 'is' : 'are'} open and ${ctas === 1 ? 'stays' : 'stay'}.`,
  );
  const back = { command: '/cs', verb: 'back', rest: isOwn ? '' : personRest(person) };
  const over =
    movable === 0
      ? []
      : [
          button(
            movable === ctas
              ? `Hand ${figure(ctas)} over`
              : `Hand ${figure(movable)} of ${figure(ctas)} over`,
            ids.awayHandOver,
            { value: person.id, style: 'primary', label: 'Hand the open CTAs over to the partners' },
          ),
        ];
  return {
    text,
    blocks: [
      section(join(lines, '\n')),
      actions(...over, verbButton(isOwn ? 'I am back' : 'Back', back, { replace: true })),
    ],
  };
}

/** A person as they are written behind a verb. */
export function personRest({ slackUserId, name }: Pick<Person, 'slackUserId' | 'name'>): string {
  return slackUserId === null ? name : `<@${slackUserId}>`;
}

/** CTAs went to those who stand in. @param to how many went to whom */
export function handedOver(id: string, to: readonly { who: Mrkdwn; ctas: number }[]): Answer {
  const all = to.reduce((sum, { ctas }) => sum + ctas, 0);
  if (all === 0) return say(mrkdwn`No CTA is open that somebody else could take over.`);
  const parts = join(
    to.map(({ who, ctas }) => mrkdwn`${figure(ctas)} to ${who}`),
    ', ',
  );
  const text = mrkdwn`${count(all, 'CTA')} ${all === 1 ? 'is' : 'are'} handed over: ${parts}.`;
  return { text, blocks: [section(text), actions(button('Undo', ids.awayUndo, { value: id }))] };
}

/** Who is away, and how that is said. */
export function awayList(people: readonly Person[], today: BusinessDate, canSayOfOthers: boolean): Answer {
  const text =
    people.length === 0
      ? mrkdwn`Nobody is away.`
      : mrkdwn`${count(people.length, 'person', 'people')} ${people.length === 1 ? 'is' : 'are'} away`;
  const lines = people
    .slice(0, PEOPLE_SHOWN)
    .map((person) => mrkdwn`${personName(person)} until ${day(person.awayUntil ?? today, today)}`);
  const hidden = people.length - lines.length;
  const list = hidden > 0 ? [...lines, mrkdwn`and ${hidden} more`] : lines;
  const others = canSayOfOthers
    ? mrkdwn` \`/cs away @person until 27 Nov\` says it of somebody else.`
    : mrkdwn``;
  return {
    text,
    blocks: [
      section(lines.length === 0 ? text : mrkdwn`*${text}*\n${join(list, '\n')}`),
      context(
        mrkdwn`\`/cs away until 27 Nov\`: new CTAs go to your partners through that day. \`/cs away until 27 Nov, partner takes over\` hands over the open ones too. \`/cs back\` ends it.${others}`,
      ),
    ],
  };
}

/** What a leader is told of today: nobody stands in; null: somebody does everywhere. */
export function uncoveredLine(
  uncovered: Uncovered,
  people: readonly Person[],
  today: BusinessDate,
): Mrkdwn | null {
  const [first] = uncovered.accounts;
  if (first === undefined) return null;
  const owners = [...new Set(uncovered.accounts.map(({ ownerId }) => ownerId))].flatMap((id) => {
    const person = people.find((known) => known.id === id);
    if (person === undefined || person.awayUntil === null) return [];
    return [mrkdwn`${personName(person)} until ${day(person.awayUntil, today)}`];
  });
  return mrkdwn`⚠️ Away, and nobody stands in: ${someNames(uncovered)} (${join(owners, ', ')})`;
}

function someNames({ accounts, total }: Uncovered): Mrkdwn {
  const names = accounts.map(({ name }) => mrkdwn`*${truncate(name, NAME_SHOWN)}*`);
  const hidden = total - names.length;
  return hidden > 0 ? mrkdwn`${join(names, ', ')} and ${figure(hidden)} more` : join(names, ', ');
}
