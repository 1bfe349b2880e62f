/** What a press at a CTA needs besides the CTA: the day it is, and the messages that show it. */
import type { BusinessDate } from '../base/business-date.ts';
import type { AfterPress, Press } from '../ctas/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Call } from '../slack/call.ts';
import { refreshMessages } from './service.ts';

export interface WorkDeps {
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
}

export interface CallPress extends Press {
  applied: AppliedProgram | null;
  today: BusinessDate;
  after: AfterPress;
}

/** Who presses, on which day; `after` brings the messages that show the CTA up to date. */
export async function pressOf(call: Call): Promise<CallPress> {
  const { deps, workspaceId, person } = call;
  const applied = await call.program();
  return {
    personId: person.id,
    applied,
    today: await call.today(),
    after: async (trx, cta) => {
      if (applied !== null) await refreshMessages(deps, trx, workspaceId, applied, cta);
    },
  };
}
