/** A team whose leaders read a weekly digest, in Slack: settings, comments, actions and sharing are tried with it. */
import { afterAll, beforeAll } from 'vitest';
import { createActionsJob } from '#src/actions/jobs.ts';
import { createCommentsJob } from '#src/digest/jobs-comments.ts';
import { postDigest } from '#src/digest/service.ts';
import { changeRole } from '#src/people/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { MessageView, ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { createSlackClient } from '#src/app.ts';
import { startHarness, USERS, type Harness } from '../slack/harness.ts';
import type { TestDatabase } from '../support/database.ts';
import { buttonOf } from '../support/buttons.ts';
import { PROGRAM, writeAccounts } from './world.ts';

const CHANNELS = [
  { id: 'C0LEADERSHIP', name: 'leadership', members: ['U0PRIYA', 'U0LENA', 'U0MARCO', 'U0LEO'] },
  { id: 'C0ALLHANDS', name: 'all-hands', members: ['U0PRIYA', 'U0LENA', 'U0MARCO', 'U0LEO'] },
  { id: 'C0GUESTS', name: 'guests', members: ['U0PRIYA', 'U0GUEST'] },
  { id: 'C0PARTNERS', name: 'partners', is_ext_shared: true },
  { id: 'C0AWAY', name: 'without-us', members: ['U0PRIYA'], bot_is_member: false },
];
const PEOPLE = [
  ...USERS,
  { id: 'U0LEO', name: 'leo', real_name: 'Leo Frank', email: 'leo@example.com' },
  {
    id: 'U0GUEST',
    name: 'gina',
    real_name: 'Gina Guest',
    email: 'gina@elsewhere.example',
    is_restricted: true,
  },
];
/** Friday, in Berlin: before people come to work, and at noon. */
export const FRIDAY = '2026-11-20T05:00:00Z';
export const FRIDAY_NOON = '2026-11-20T11:00:00Z';
export const MONDAY = '2026-11-23T08:00:00Z';

/** Starts it on Friday morning before the tests of the block in which it is called, and stops it after them. */
export function startPeople(use: () => TestDatabase) {
  let team: Harness;
  beforeAll(async () => {
    team = await startHarness(use(), { program: PROGRAM, users: PEOPLE, channels: CHANNELS });
    const { deps, workspaceId, sandbox } = team;
    const [installation] = await team.installations.list();
    await syncPeople(
      deps,
      installation!,
      createSlackClient(deps, sandbox.botToken, sandbox.apiUrl),
      'U0PRIYA',
    );
    await changeRole(deps, workspaceId, 'cli', 'U0LEO', 'leader');
    await changeRole(deps, workspaceId, 'cli', 'U0LENA', 'csm');
    await writeAccounts(use(), workspaceId);
    team.setNow(new Date(FRIDAY));
  });
  afterAll(() => team.stop());

  const said = (who: Person): MessageView => who.ephemerals().at(-1)!;
  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  const shown = (who: Person, text: string): Promise<ViewHandle> =>
    who.waitForView((view) => view.plain().includes(text));
  const ask = async (who: Person, text: string): Promise<MessageView> =>
    (await who.command('/cs', text)).nextReply();
  const type = async (who: Person, text: string): Promise<void> => {
    await who.command('/cs', text);
    await team.settle();
  };
  const submit = async (
    who: Person,
    view: ViewHandle,
    values: Record<string, string | string[] | null> = {},
  ) => {
    const result = await who.submit(view, values);
    await team.settle();
    return result;
  };
  /** Presses a button by its words, or by what a screen reader says. */
  const press = async (who: Person, on: MessageView, words: string): Promise<void> => {
    const { blockId, actionId } = buttonOf(on, words);
    await who.press(on, actionId, { blockId });
    await team.settle();
  };
  const dm = (who: Person): MessageView[] => team.sandbox.directMessages(who.id).messages();
  const digest = (): MessageView => team.sandbox.channel('leadership').latest();
  const thread = (): MessageView[] => team.sandbox.channel('leadership').thread(digest().ts);
  const idOf = async (slackUserId: string): Promise<string> =>
    (
      await use()
        .db.selectFrom('person')
        .select('id')
        .where('workspace_id', '=', team.workspaceId)
        .where('slack_user_id', '=', slackUserId)
        .executeTakeFirstOrThrow()
    ).id;
  const runJob = async (now: string) => {
    team.setNow(new Date(now));
    const deps = { ...team.deps, programs: createProgramSource(), kick: () => {} };
    const workspaces = async () => [{ workspaceId: team.workspaceId }];
    for (const create of [createCommentsJob, createActionsJob])
      await create(deps, workspaces).run(new Date(now));
    await team.settle();
  };
  const post = async (date: string) => {
    const applied = (await createProgramSource().load(use().db, team.workspaceId))!;
    const posted = await postDigest(
      { ...team.deps, upload: null, readersOf: null },
      team.workspaceId,
      applied,
      date,
      'cli',
    );
    await team.settle();
    return posted;
  };
  const audits = async (): Promise<string[]> =>
    (
      await use()
        .db.selectFrom('audit')
        .select('action')
        .where('workspace_id', '=', team.workspaceId)
        .where((eb) => eb.or([eb('action', 'like', 'action.%'), eb('action', 'like', 'digest.%')]))
        .orderBy('id')
        .execute()
    ).map(({ action }) => action);
  return {
    /** Once it is started. */
    running: () => {
      const [priya, lena, marco, leo] = ['U0PRIYA', 'U0LENA', 'U0MARCO', 'U0LEO'].map((id) =>
        team.sandbox.as(id),
      ) as [Person, Person, Person, Person];
      return { team, priya, lena, marco, leo };
    },
    said,
    form,
    shown,
    ask,
    type,
    submit,
    press,
    dm,
    digest,
    thread,
    idOf,
    runJob,
    post,
    audits,
  };
}
