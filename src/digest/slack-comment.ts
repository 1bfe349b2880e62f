/** The comments of those who answer for the digest's sections: asked for in a direct message, written in a form. */
import { say } from '#blocks/build.ts';
import {
  COMMENT_TITLE,
  commentForm,
  commentMetadata,
  commentValue,
  commentValues,
  type CommentMetadata,
} from '#blocks/digest-comment.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { jsonOf, parseForm } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { openComment, saveComment, type Commenter, type CommentProblem } from './comment-service.ts';
import { MAX_COMMENT } from './comments.ts';
import type { SectionId } from './domain.ts';

const PROBLEMS: Record<CommentProblem, Mrkdwn> = {
  'not-asked': mrkdwn`Who answers for this section was changed: this comment is no longer asked for.`,
  'not-yours': mrkdwn`Only who answers for this section, or a leader, comments on it.`,
  'too-late': mrkdwn`A later digest is posted: this one is no longer changed.`,
};

export function registerComments(edge: Edge, { kick }: { kick: () => void }): void {
  const right = 'digest.take_part';
  edge.action(ids.digestComment, { right, value: commentValue, run: openForm });
  edge.submit(ids.digestCommentForm, {
    right,
    metadata: jsonOf(commentMetadata),
    parse: (values) => parseForm(commentValues, values),
    run: async (call, { comment }, metadata) => {
      const submitted = await submit(call, comment, metadata);
      kick();
      return submitted;
    },
  });
}

function openForm(call: Call, at: { day: string; section: SectionId }): Promise<void> {
  return call.openModal(COMMENT_TITLE, async () => {
    const by = await commenter(call);
    const opened = await openComment(call.deps.database.db, call.workspaceId, at, by);
    if (!opened.ok) return answerView(say(PROBLEMS[opened.problem]));
    return commentForm({ comment: opened.comment, today: by.today });
  });
}

async function submit(call: Call, text: string, metadata: CommentMetadata): Promise<Submitted> {
  const by = await commenter(call);
  const result = await saveComment(call.deps, call.workspaceId, { ...metadata, text }, by);
  if (result.ok) {
    const where = result.isPosted ? 'The digest shows it.' : 'The digest will show it.';
    return { kind: 'close', answer: say(mrkdwn`Your comment is saved. ${where}`) };
  }
  switch (result.problem) {
    case 'text-missing':
      return { kind: 'errors', errors: { comment: 'Write a sentence or two.' } };
    case 'text-too-long':
      return { kind: 'errors', errors: { comment: `This has at most ${MAX_COMMENT} characters.` } };
    case 'changed-meanwhile': {
      const { theirs } = result;
      const conflict = await whoSaved(
        call,
        theirs.personId,
        theirs.commentedAt ?? call.deps.now().toISOString(),
      );
      return {
        kind: 'update',
        view: commentForm({ comment: theirs, today: by.today, typed: text, conflict }),
      };
    }
    default:
      return { kind: 'update', view: typedKept(COMMENT_TITLE, PROBLEMS[result.problem], text) };
  }
}

async function commenter(call: Call): Promise<Commenter> {
  return { personId: call.person.id, isLeader: call.may('digest.lead'), today: await call.today() };
}
