/** What a listener is given: who acts, where, and the ways to answer. */
import { modal, ourText, type Answer } from '#blocks/build.ts';
import { limits } from '#blocks/limits.ts';
import type { RespondFn } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { may, type Person } from '../people/domain.ts';
import type { Right } from '../people/rights.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { ProgramSource } from '../program/service.ts';
import { answerBeside, answerInstead, updateView, type AnswerTarget, type OpenView } from './answers.ts';
import { failureView, recordFailure } from './failure.ts';
import { postOnce, shareOnce, type Press } from './sharing.ts';

/** One deed of one person, with their right to it already checked. */
export interface Call {
  deps: Deps;
  workspaceId: string;
  slackTeamId: string;
  person: Person;
  /** Acts as the bot in the person's workspace. */
  client: WebClient;
  /** Where it happened: null in a modal or the Home. */
  channelId: string | null;
  /** The message whose button was pressed. */
  messageTs: string | null;
  /** The modal in which it happened. */
  view: OpenView | null;
  /** Whether the person holds another right. */
  may(right: Right): boolean;
  /** The workspace's program; null when none was applied yet. */
  program(): Promise<AppliedProgram | null>;
  /** The same as it is now, where this very call has changed it. */
  freshProgram(): Promise<AppliedProgram | null>;
  /** The business date of now in the workspace's time zone: its program's, or UTC without one. */
  today(): Promise<BusinessDate>;
  /** Shows something to the person alone; in a modal as a modal on top. */
  answer(answer: Answer): Promise<void>;
  /** Shows something in the place of the message, or of the modal, in which the person acted. */
  replace(answer: Answer): Promise<void>;
  /**
   * Shows something to everybody in the channel, under the person's name: once, however often its button is pressed.
   * @returns null when it is shown; else what the person is told: an earlier press has shown it, or may have
   */
  share(answer: Answer): Promise<Answer | null>;
  /** The same as a post of the bot's, which may show its files; where the bot is in the channel. */
  sharePost(answer: Answer): Promise<Answer | null>;
  /**
   * Opens a modal: a waiting one at once, since Slack gives three seconds, then what `load` makes. When it fails,
   * the waiting one becomes an error. In a modal the new one lies on top. What takes longer may `show` how far it is.
   */
  openModal(
    title: string,
    load: (show: (view: ModalView) => Promise<void>) => Promise<ModalView>,
  ): Promise<void>;
  /** Changes the modal in which the person acted. */
  updateModal(view: ModalView): Promise<void>;
}

/** What a call is made from. */
export interface CallParts extends AnswerTarget {
  deps: Deps;
  workspaceId: string;
  slackTeamId: string;
  person: Person;
  channelId: string | null;
  messageTs: string | null;
  /** The button that was pressed on a message; null: it was none. */
  press: Press | null;
  programs: ProgramSource;
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
  /** Remembers how to answer in the channel from which a modal was opened. */
  rememberRespond: (viewId: string, respond: RespondFn) => void;
}

export function createCall(parts: CallParts): Call {
  const { deps, client, view, person, workspaceId } = parts;
  let loading: Promise<AppliedProgram | null> | undefined;
  const program = () => (loading ??= parts.programs.load(deps.database.db, workspaceId));
  return {
    deps,
    workspaceId,
    slackTeamId: parts.slackTeamId,
    person,
    client,
    channelId: parts.channelId,
    messageTs: parts.messageTs,
    view,
    may: (right) => may(person, right),
    program,
    freshProgram: () => (loading = parts.programs.load(deps.database.db, workspaceId)),
    today: async () => businessDateOf(deps.now(), (await program())?.program.timezone ?? 'UTC'),
    answer: (answer) => answerBeside(parts, answer),
    replace: (answer) => answerInstead(deps, parts, answer),
    share: (answer) => shareOnce(parts, answer),
    sharePost: (answer) => postOnce(parts, answer),
    openModal: (title, load) => openModal(parts, title, load),
    async updateModal(next) {
      if (view !== null) await updateView(deps, client, view, next);
    },
  };
}

async function openModal(
  parts: CallParts,
  title: string,
  load: Parameters<Call['openModal']>[1],
): Promise<void> {
  const { deps, client } = parts;
  if (parts.triggerId === null) throw new Error('a modal can be opened only where a person pressed or typed');
  const waiting = modal({
    title,
    blocks: [{ type: 'section', text: ourText('⏳ One moment…', limits.sectionText) }],
  });
  const opening = { trigger_id: parts.triggerId, view: waiting };
  const opened = parts.view === null ? await client.views.open(opening) : await client.views.push(opening);
  const { id, hash } = opened.view ?? {};
  if (id === undefined || hash === undefined) throw new Error('Slack did not say which modal it opened');
  if (parts.respond !== null) parts.rememberRespond(id, parts.respond);
  let loaded: ModalView;
  let isShown = false;
  const show = async (view: ModalView): Promise<void> => {
    isShown = true;
    await updateView(deps, client, { id }, view);
  };
  try {
    loaded = await load(show);
  } catch (error) {
    loaded = failureView(recordFailure(deps, title, error));
  }
  // Slack gives a new hash with each change, which is not asked for here.
  await updateView(deps, client, isShown ? { id } : { id, hash }, loaded);
}
