/** Shows one person what the digest would say now, in a direct message with its thread. */
import { digestPreview } from '#blocks/digest-answers.ts';
import { digestReplies } from '#blocks/digest-message.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction } from '../base/deps.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { drawPictures } from './picture-service.ts';
import { enqueueThread, newestPosted, readDigest, type PostDeps } from './service.ts';

/**
 * A message that is shown to one person alone inside a channel can have neither a thread nor files of ours: so it is a
 * direct message. Nothing of it is kept but the messages. Kick the sender afterwards.
 * @param reader whose direct messages, and whether they may post it
 */
export async function sendPreview(
  deps: Omit<PostDeps, 'readersOf'>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  { slackUserId, mayPost }: { slackUserId: string; mayPost: boolean },
): Promise<void> {
  const digest = await readDigest(deps, workspaceId, applied, date);
  const pictures = await drawPictures(deps, workspaceId, applied, digest, deps.upload);
  const canPost =
    mayPost &&
    applied.program.posts.leadership !== null &&
    (await newestPosted(deps.database.db, workspaceId, date)) === null;
  await inTransaction(deps, (trx) =>
    enqueueThread(
      deps,
      trx,
      workspaceId,
      slackUserId,
      digestPreview(digest, canPost),
      digestReplies(digest, pictures),
    ),
  );
}
