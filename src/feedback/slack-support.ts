/** What customers said in support of a card or a gap, for the views of those. */
import { supportBlocks } from '#blocks/feedback-card.ts';
import type { KnownBlock } from '@slack/types';
import type { Call } from '../slack/call.ts';
import type { EvidenceRef } from './domain.ts';
import { listSupporting } from './service.ts';

const SHOWN = 5;

/** The newest of it; nothing where there is none, or the person may not see feedback. */
export async function supportOf(call: Call, subject: EvidenceRef): Promise<KnownBlock[]> {
  if (!call.may('feedback.see')) return [];
  const found = await listSupporting(call.deps.database.db, call.workspaceId, subject, SHOWN + 1);
  const shown = { feedback: found.slice(0, SHOWN), hasMore: found.length > SHOWN };
  return supportBlocks(shown, await call.today());
}
