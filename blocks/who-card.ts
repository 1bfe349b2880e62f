/** `/account who`: whom to go to, on our side and on the customer's. */
import type { KnownBlock } from '@slack/types';
import type { Account, ShownContact } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { PersonaCadence } from '#src/engagement/domain.ts';
import { isAway, whoIsAsked, type Person } from '#src/people/domain.ts';
import type { SpokenPersona } from '#src/touchpoints/domain.ts';
import { PERSONA_NAMES } from '#src/touchpoints/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, context, section, type Answer } from './build.ts';
import { ENGAGED_NAMES, standingText } from './cadence-words.ts';
import { away, count } from './format.ts';
import { personName, presenceName } from './people.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** A contact, and when somebody last spoke with them. */
export interface KnownContact extends ShownContact {
  id: string;
  last: BusinessDate | null;
}

/** A persona, who of us goes to them, and the play that wins them back. */
export interface WhoPersona extends PersonaCadence {
  person: Person | null;
  play: string | null;
}

export interface WhoCard {
  account: Account;
  churned: boolean;
  lead: Person | null;
  partner: Person | null;
  /** Empty where the account has churned. */
  personas: readonly WhoPersona[];
  contacts: readonly KnownContact[];
  today: BusinessDate;
  canLog: boolean;
  canEdit: boolean;
  canPlay: boolean;
}

const CONTACTS_SHOWN = 5;
const NAME_SHOWN = 100;
const TITLES: Record<SpokenPersona, string> = {
  decision_maker: 'Decision makers',
  influencer: 'Influencers',
  user: 'Users',
};

export function whoCard(card: WhoCard): Answer {
  const { account, personas } = card;
  const stage = account.stage === null ? mrkdwn`` : mrkdwn` · ${account.stage}`;
  const first = personas.find(({ persona }) => persona === 'decision_maker')?.person;
  const person = first ?? whoIsAsked(card.lead, card.partner, card.today);
  const text = mrkdwn`Whom to go to for ${account.name}: ${person === null ? mrkdwn`nobody yet` : personName(person)}`;
  const ours = join([mrkdwn`*Whom to go to for ${account.name}*${stage}`, ...ourLines(card)], '\n');
  const blocks: KnownBlock[] = [
    section(ours),
    ...(card.churned ? [section(mrkdwn`⚪ It has churned: no cadence is kept.`)] : []),
    ...personas.map((persona) => personaSection(persona, card)),
  ];
  const others = withoutPersona(card);
  if (others !== null) blocks.push(context(others));
  return { text, blocks: [...blocks, buttons(card)], share: true };
}

/** Lead and partner, and who stands in for whom. */
function ourLines({ lead, partner, today }: WhoCard): Mrkdwn[] {
  const named = (person: Person | null) =>
    person === null
      ? mrkdwn`nobody`
      : person.isDeleted || person.isGuest
        ? mrkdwn`${personName(person)} (not there any more)`
        : presenceName(person, today);
  const line = mrkdwn`Lead ${named(lead)} · Partner ${named(partner)}`;
  const asked = whoIsAsked(lead, partner, today);
  if (asked === null) return [line, mrkdwn`⚠️ Nobody sees to this account: set a lead and a partner.`];
  if (isAway(asked, today)) {
    const stays = mrkdwn`what comes up stays with ${personName(asked)}`;
    const isBoth = lead !== null && partner !== null && asked === lead && isAway(partner, today);
    return [line, isBoth ? mrkdwn`⚠️ Both are away: ${stays}.` : mrkdwn`⚠️ Nobody stands in: ${stays}.`];
  }
  if (lead !== null && asked !== lead && isAway(lead, today))
    return [line, mrkdwn`${personName(asked)} stands in while ${personName(lead)} is away.`];
  return lead === null || partner === null
    ? [line, mrkdwn`One head sees to it alone: two are better.`]
    : [line];
}

function personaSection(shown: WhoPersona, card: WhoCard): KnownBlock {
  const { persona, line, last, cadence, play } = shown;
  const contacts = card.contacts.filter((contact) => contact.persona === persona);
  const lines = [
    mrkdwn`*${TITLES[persona]}*${ourSide(shown, card)}`,
    standingText(cadence, last, card.today),
    ...(contacts.length === 0 ? [nobodyKnown(persona, card)] : contactLines(contacts, card.today)),
  ];
  const text = join(lines, '\n');
  const isScarce = cadence.state === 'missed' || (line !== null && contacts.length === 0);
  if (!isScarce || play === null || !card.canPlay) return section(text);
  const call = { command: '/account', verb: 'play', rest: accountRest(card.account, play) };
  return section(
    text,
    verbButton('Start a play', call, { label: `Start a play: ${PERSONA_NAMES[persona]}` }),
  );
}

/** ` · go through @priya (lead), every 60 days`; who stands in is named as that. */
function ourSide({ person, line }: WhoPersona, { lead, partner, today }: WhoCard): Mrkdwn {
  if (line === null) return mrkdwn``;
  const often = mrkdwn`every ${count(line.everyDays, 'day')}`;
  if (person === null) return mrkdwn` · nobody of us goes to them yet, asked for ${often}`;
  const role = ENGAGED_NAMES[line.who];
  const own = {
    lead: person.id === lead?.id,
    partner: person.id === partner?.id,
    leader: person.role === 'leader',
  };
  const as = own[line.who] ? role : `for the ${role}`;
  return mrkdwn` · ${presenceName(person, today)} (${as}), ${often}`;
}

function contactLines(contacts: readonly KnownContact[], today: BusinessDate): Mrkdwn[] {
  const shown = contacts.slice(0, CONTACTS_SHOWN).map(({ name, title, qualifiers, last }) => {
    const about = [title, ...qualifiers.map((word) => word.replaceAll('_', ' '))].filter(
      (part) => part !== null,
    );
    const known = about.length === 0 ? mrkdwn`` : mrkdwn` (${truncate(about.join(', '), NAME_SHOWN)})`;
    return mrkdwn`• ${truncate(name, NAME_SHOWN)}${known} · ${last === null ? 'never spoken with' : away(last, today)}`;
  });
  const hidden = contacts.length - shown.length;
  return hidden > 0 ? [...shown, mrkdwn`and ${hidden} more`] : shown;
}

/** What to do where no contact of a persona is known. */
function nobodyKnown(persona: SpokenPersona, { contacts, account }: WhoCard): Mrkdwn {
  const champion = contacts.find(({ qualifiers }) => qualifiers.includes('champion'));
  const anybody = champion ?? contacts.find((contact) => contact.persona !== persona);
  const whom =
    anybody === undefined
      ? mrkdwn`Ask whoever signed`
      : mrkdwn`Ask ${truncate(anybody.name, NAME_SHOWN)}${champion === undefined ? mrkdwn`` : mrkdwn` (champion)`}`;
  return mrkdwn`Nobody known. ${whom} ${ASKS[persona]}; \`/account spoke ${accountRest(account)}\` writes down whom you met.`;
}

const ASKS: Record<SpokenPersona, string> = {
  decision_maker: 'for an introduction to who decides',
  influencer: 'whose word counts when the product is talked about',
  user: 'who works with the product each day',
};

function withoutPersona({ contacts }: WhoCard): Mrkdwn | null {
  const others = contacts.filter(({ persona }) => persona === null || !(persona in TITLES));
  if (others.length === 0) return null;
  const shown = others.slice(0, CONTACTS_SHOWN).map(({ name }) => truncate(name, NAME_SHOWN));
  const hidden = others.length - shown.length;
  const more = hidden > 0 ? mrkdwn` and ${hidden} more` : mrkdwn``;
  return mrkdwn`Without a persona: ${join(shown, ', ')}${more}`;
}

function buttons({ account, lead, partner, canLog, canEdit }: WhoCard) {
  const verbs: [string, string][] = [
    ...(canLog ? ([['Spoke', 'spoke']] as [string, string][]) : []),
    ...(canEdit && (lead === null || partner === null)
      ? ([[lead === null ? 'Set the lead' : 'Set the partner', 'edit']] as [string, string][])
      : []),
    ['Open', 'show'],
  ];
  return actions(
    ...verbs.map(([label, verb], number) =>
      verbButton(
        label,
        { command: '/account', verb, rest: accountRest(account) },
        { number, label: `${label}: ${account.name}` },
      ),
    ),
  );
}
