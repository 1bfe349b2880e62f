/** The tables of what is posted: the slots of the clock, the outbox, and the messages of the morning list. */
import type { Generated } from 'kysely';

type Flag = 0 | 1;

export interface PostTables {
  slot: { workspace_id: string; job: string; date: string; claimed_at: string };
  outbox: {
    workspace_id: string;
    id: string;
    kind: 'post' | 'update';
    /** Channel name or id; messages of one channel leave in order. */
    channel: string;
    /** For an update: the outbox row whose message it changes. For a post in a thread: the row of its parent. */
    target_id: string | null;
    payload: string;
    state: 'pending' | 'sent' | 'failed' | 'superseded';
    attempts: Generated<number>;
    /** Not before this UTC time. */
    next_at: string;
    /** A try whose outcome is unknown: look in the channel's history before sending again. */
    unknown: Generated<Flag>;
    lease_until: string | null;
    channel_id: string | null;
    ts: string | null;
    error: string | null;
    created_at: string;
    sent_at: string | null;
  };
  /** The list of one morning, whether it was posted or there was nothing to say. */
  morning_list: {
    workspace_id: string;
    id: string;
    date: string;
    channel: string;
    program_version: number;
    due_count: number;
    /** JSON: the figures of its headline. */
    summary: string;
    created_at: string;
    /** Whose own list it is; null: everybody's, in the channel. */
    person_id: string | null;
  };
  /** One message of a list. */
  morning_part: { workspace_id: string; list_id: string; position: number; outbox_id: string };
  /** The CTAs that a message shows, in the order of their rank. */
  morning_row: { workspace_id: string; list_id: string; position: number; rank: number; cta_id: string };
}
