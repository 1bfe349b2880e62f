/** The digest’s edition for the company in Slack: looked at, changed meanwhile, posted once. */
import { beforeAll, describe, it } from 'vitest';
import { saveComment } from '#src/digest/comment-service.ts';
import { readSettings, saveSettings } from '#src/digest/setting-service.ts';
import type { Person } from '#src/sandbox/people.ts';
import type { Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { TODAY } from './make-digest.ts';
import { MONDAY, startPeople, FRIDAY_NOON } from './people-rig.ts';

onEachDatabase('sharing the digest', (use) => {
  const rig = startPeople(use);
  const { said, form, shown, ask, submit, press, digest, idOf, runJob, post } = rig;
  let team: Harness;
  let priya: Person;
  let lena: Person;
  let leo: Person;
  beforeAll(async () => {
    ({ team, priya, lena, leo } = rig.running());
    const settings = await readSettings(use().db, team.workspaceId);
    const owners = { ...settings.owners, success: await idOf('U0LENA') };
    const by = { personId: await idOf('U0LENA'), isLeader: false, today: TODAY };
    await saveSettings(team.deps, team.workspaceId, { ...settings, owners }, by);
    await runJob(FRIDAY_NOON);
    const said = { day: TODAY, section: 'success' as const, version: 1, text: 'Lena says so' };
    expect(await saveComment(team.deps, team.workspaceId, said, by)).toMatchObject({ ok: true });
    team.setNow(new Date(MONDAY));
    await post(TODAY);
    expect(digest()).toShow('Lena says so');
  });

  describe('the edition for the company', () => {
    it('is looked at first, without who may leave, who left and money', async () => {
      await press(lena, digest(), 'Share with the company');
      expect(said(lena)).toShow('This needs the role leader');
      await press(priya, digest(), 'Share with the company');
      const view = await form(priya);
      expect(view).toShow(
        'This week 2 customers reached a milestone, and 2 customers left.',
        'Acme “First leads”',
        'Left · 2 customers',
        'Left out: who is at risk, slipped, or renews before the value is there; money, and what customers or releases say that names an amount; who left and why',
      );
      expect(view.plain()).not.toMatch(/Echo|€|Dune|Lena says|pricing|Mike/);
      const to = async (channel: string) => (await submit(priya, view, { channel })).errors?.['channel'];
      expect(await to('C0GUESTS')).toContain('guests are in this channel');
      expect(await to('C0AWAY')).toContain('/invite @Milepost');
      expect(await to('C0LEADERSHIP')).toContain('The digest itself is posted in this channel');
    });

    it('is shown anew where somebody changed meanwhile what may be shared', async () => {
      const view = await form(priya);
      const before = await readSettings(use().db, team.workspaceId);
      const by = { personId: await idOf('U0LEO'), today: TODAY };
      await saveSettings(
        team.deps,
        team.workspaceId,
        { ...before, sharesMoney: true, sharesReasons: true },
        by,
      );
      const again = await submit(priya, view, { channel: 'C0ALLHANDS', intro: 'Well <!here> *done*' });
      expect(again.view!).toShow(
        'Somebody changed what may be shared',
        'Well <!here> *done*',
        'Acme (€48k) “First leads”',
        'Left: 2 · Echo (€20k) (pricing)',
      );
      expect(again.view!.plain()).not.toMatch(/Too dear/);
      const now = await readSettings(use().db, team.workspaceId);
      await saveSettings(
        team.deps,
        team.workspaceId,
        { ...now, sharesMoney: false, sharesReasons: false },
        by,
      );
      const third = await submit(priya, again.view!);
      expect(third.view!).toShow('Left · 2 customers');
    });

    it('is posted once, and the digest says so', async () => {
      team.setNow(new Date('2026-11-25T11:00:00Z'));
      const old = digest();
      const asked = await ask(leo, 'digest');
      const view = await form(priya);
      await press(leo, old, 'Share with the company');
      const his = await form(leo);
      await submit(priya, view);
      expect(said(priya)).toShow('The company’s edition is on its way to #all-hands.');
      const late = await submit(leo, his, { channel: 'C0ALLHANDS', intro: 'My own *words*' });
      expect(late.view!).toShow(
        'It is shared already: once is enough.',
        'Shared with the company by @priya in #all-hands',
        'What you typed is not saved',
        'My own ∗words∗',
      );
      await leo.close(late.view!);
      const posted = team.sandbox
        .channel('all-hands')
        .messages()
        .filter(({ user }) => user === team.sandbox.botUserId);
      expect(posted).toHaveLength(1);
      expect(posted[0]!).toShow(
        'What our customers achieved · week to Mon 23 Nov',
        'Well <!here> ∗done∗',
        'Reached a milestone · 2',
        'Left · 2 customers',
        'shared by @priya',
      );
      expect(posted[0]!.text).not.toMatch(/<!/);
      expect(posted[0]!.plain()).not.toMatch(/Echo|€|Dune|Lena says|pricing|Mike/);
      expect(digest()).toShow('📣 Shared with the company by @priya in #all-hands', 'Actions');
      expect(JSON.stringify(digest().blocks)).not.toContain('digest.share');
      const next = await ask(leo, 'digest');
      expect(next).toShow('The last one is the one of Mon 23 Nov, shared in #all-hands.');
      expect(next).not.toShow('Share the last one');
      await press(leo, asked, 'Share the last one');
      const seen = await shown(leo, 'shared already');
      expect(seen).toShow('It is shared already: once is enough.');
      await leo.close(seen);
    });
  });
});
