/**
 * Engagement: who of us is the person to go to, per lifecycle stage and persona, and how often we speak. A silence that is
 * longer than the program allows is a missed cadence: data about that persona grow scarce.
 */
import { addDays, daysBetween, type BusinessDate } from '../base/business-date.ts';
import { SPOKEN_PERSONAS, type LastSpoken, type SpokenPersona } from '../touchpoints/domain.ts';

export const ENGAGED = ['lead', 'partner', 'leader'] as const;
/** Who of us: the account's lead or partner, or a leader of the team. */
export type Engaged = (typeof ENGAGED)[number];

/** One line of the program's `engagement`. */
export interface Engagement {
  /** Empty: every stage that no other line for the persona names. */
  stages: string[];
  persona: SpokenPersona;
  /** Who of us goes to them. */
  who: Engaged;
  /** A longer silence is a missed cadence. */
  everyDays: number;
  /** The play that a missed cadence starts; null: none. */
  play: string | null;
}

/** The line that holds for a persona in a stage; null: the program asks for none. */
export function engagementFor(
  lines: readonly Engagement[],
  stage: string | null,
  persona: SpokenPersona,
): Engagement | null {
  const own = lines.filter((line) => line.persona === persona);
  const named = stage === null ? undefined : own.find(({ stages }) => stages.includes(stage));
  return named ?? own.find(({ stages }) => stages.length === 0) ?? null;
}

/** How a cadence stands. Days are counted from the last time somebody spoke with them, else from the account's start. */
export type Cadence =
  /** The program asks for none. */
  | { state: 'none' }
  /** Nobody ever spoke with them, and the account has no start to count from. */
  | { state: 'never' }
  | { state: 'kept'; dueIn: number }
  /** `daysLate` from 1. */
  | { state: 'missed'; daysLate: number };

/** A cadence is due soon where so many days are left, or fewer. */
export const DUE_SOON_DAYS = 7;

/** @param startedOn the account's start; one that lies ahead asks for nothing yet */
export function cadenceOf(
  line: Pick<Engagement, 'everyDays'> | null,
  last: BusinessDate | null,
  startedOn: BusinessDate | null,
  today: BusinessDate,
): Cadence {
  if (line === null) return { state: 'none' };
  const since = last ?? startedOn;
  if (since === null) return { state: 'never' };
  const left = line.everyDays - daysBetween(since, today);
  return left < 0 ? { state: 'missed', daysLate: -left } : { state: 'kept', dueIn: left };
}

/** A persona of an account: who goes to them, and how the cadence stands. */
export interface PersonaCadence {
  persona: SpokenPersona;
  line: Engagement | null;
  last: BusinessDate | null;
  cadence: Cadence;
}

/** The cadences of an account that has not churned, in the order of the personas. */
export function cadencesOf(
  lines: readonly Engagement[],
  account: { stage: string | null; startedOn: BusinessDate | null },
  spoken: LastSpoken,
  today: BusinessDate,
): PersonaCadence[] {
  return SPOKEN_PERSONAS.map((persona) => {
    const line = engagementFor(lines, account.stage, persona);
    const last = spoken[persona];
    return { persona, line, last, cadence: cadenceOf(line, last, account.startedOn, today) };
  });
}

/** What holds for a persona in a stage, as SQL asks for it. */
export interface CadenceRule {
  /** `''`: every stage that no line names, and none. */
  stage: string;
  persona: SpokenPersona;
  who: Engaged;
  everyDays: number;
  /** Silent since before this day: the cadence is missed. */
  before: BusinessDate;
}

/** What holds on a day in each stage that some line names, and in the others. */
export function cadenceRules(lines: readonly Engagement[], today: BusinessDate): CadenceRule[] {
  const stages = ['', ...new Set(lines.flatMap((line) => line.stages))];
  return stages.flatMap((stage) =>
    SPOKEN_PERSONAS.flatMap((persona) => {
      const line = engagementFor(lines, stage, persona);
      if (line === null) return [];
      const { who, everyDays } = line;
      return [{ stage, persona, who, everyDays, before: addDays(today, -everyDays) }];
    }),
  );
}

/** A cadence that is missed. */
export interface MissedCadence {
  accountId: string;
  accountKey: string;
  accountName: string;
  arr: number | null;
  currency: string | null;
  persona: SpokenPersona;
  who: Engaged;
  /** Who that is on the day, with the partner where the lead is away; null: nobody. */
  personId: string | null;
  everyDays: number;
  /** Null: nobody ever spoke with them, as far as is known. */
  last: BusinessDate | null;
  /** From 1. */
  daysLate: number;
}

/** An account that one person sees to alone, or nobody. */
export interface HalfOwned {
  id: string;
  key: string;
  name: string;
  arr: number | null;
  currency: string | null;
  leadId: string | null;
  partnerId: string | null;
}

/** What a person sees to. */
export interface OwnerLoad {
  personId: string;
  asLead: number;
  asPartner: number;
  /** What the accounts that they lead pay, by currency, the largest first. */
  arr: { currency: string | null; amount: number }[];
}
