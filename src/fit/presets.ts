/**
 * The fit section of a program that has none: what nearly every business that sells software as a service asks, the
 * usual catalysts of a change, and the three questions from the customer's point of view.
 */
import {
  FIT_KINDS,
  GATE_KINDS,
  READINESS_PARTS,
  type Characteristic,
  type FitKind,
  type FitProgram,
  type IdealProfile,
  type Level,
  type ReadinessPart,
  type ReadinessQuestion,
} from './domain.ts';

export const DEFAULT_BAR = 60;

type NamesById = Record<string, string>;

const CHECKLIST: Record<FitKind, NamesById> = {
  technical: {
    environment: 'Their systems and devices can run the product',
    integrations: 'The systems that it must work with can be connected',
    security: 'The product meets their security and data protection rules',
  },
  functional: {
    features: 'The product does what their Required Outcome needs, as it is today',
    volume: 'Their volumes lie within what the product carries',
  },
  resource: {
    money: 'They can pay for the product and for what the change costs beside it',
    time: 'Somebody of theirs has the hours that the first milestones take',
    energy: 'They have the energy for the change beside their other projects',
  },
  competence: {
    expertise: 'They have the expertise that the outcome takes, or will hire or learn it',
    project: 'They have brought a similar project to its end before',
  },
  experience: {
    served: 'The way we serve their segment is the way they expect to be served',
    language: 'We work in their languages and at their hours',
  },
  cultural: {
    beliefs: 'They believe in the approach that the product stands for',
    together: 'They take their part of the work, and treat us as a partner',
  },
};

const READINESS: Record<ReadinessPart, NamesById> = {
  ready: {
    problem: 'They have a problem to solve or an opportunity to take',
    aware: 'They know that they have it',
    urgent: 'It is urgent to them',
  },
  willing: {
    acting: 'They have decided to do something about it',
    exploring: 'They are looking at ways to do it',
    // One question, since one catalyst is enough: five of them would make whoever has one look unwilling.
    catalyst:
      'A catalyst drives the change: a merger, an investment, a bankruptcy, hiring or firing, a request for proposals',
  },
  able: {
    budget: 'There is a budget for it',
    authority: 'We speak with somebody who may decide',
    cycle: 'We know their buying cycle: how they buy, and by when it can be through',
  },
};

export const QUESTIONS = {
  know: 'Would they know from our site that they are our ideal customer?',
  comfortable: 'Would they feel comfortable in the product?',
  designed: 'Would they feel that the service was made for them?',
} as const;

const PROFILE: IdealProfile = {
  situation: 'They have a problem that our product is made to solve, and today’s way around it costs them',
  goal: 'They want an outcome that our customers reach, and that is worth more to them than it costs',
  capabilities: 'What they need is what we do today, or a stretch that we accepted with its limit',
  ready: 'They know their problem or opportunity, and it is urgent',
  willing: 'They are acting on it, with a catalyst behind them',
  able: 'Money, authority and a buying cycle that we know',
  efficiency: { atLeast: 1, costAtMost: null },
  questions: QUESTIONS,
};

/** A kind's level where the program names none. */
export function usualLevel(kind: FitKind): Level {
  return GATE_KINDS.includes(kind) ? 'must' : 'should';
}

/** The key of a readiness question: apart from those of the checklist, whose ids may be the same. */
export function readinessKey(id: string): string {
  return `readiness/${id}`;
}

/** The whole preset, a copy of its own. */
export function presetFit(): FitProgram {
  return structuredClone({
    bar: DEFAULT_BAR,
    checklist: FIT_KINDS.flatMap((kind) =>
      Object.entries(CHECKLIST[kind]).map(([id, name]): Characteristic => ({
        key: id,
        id,
        name,
        kind,
        level: usualLevel(kind),
      })),
    ),
    readiness: READINESS_PARTS.flatMap((part) =>
      Object.entries(READINESS[part]).map(([id, name]): ReadinessQuestion => ({
        key: readinessKey(id),
        id,
        name,
        part,
      })),
    ),
    profile: PROFILE,
  });
}
