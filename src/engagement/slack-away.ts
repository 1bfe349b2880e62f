/** `/cs away` and `/cs back`: who is away until when, and what becomes of their CTAs. */
import { awayAnswer, awayList, handedOver, personRest } from '#blocks/away.ts';
import { say, type Answer } from '#blocks/build.ts';
import { count, day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import { join, mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { readTypedDate } from '../base/typed-date.ts';
import { handOverCtas, undoHandOver } from '../ctas/hand-over-service.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { isAway, type Person } from '../people/domain.ts';
import { changeAway, findPeople, listAway, MOST_DAYS_AWAY } from '../people/service.ts';
import { findMembers } from '../people/slack.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { firstMention } from '../slack/typed-text.ts';
import { listUncovered, readLeftBehind } from './service.ts';

const NAMED = 3;
const EXAMPLE_DAYS = 7;
/** Behind the date: the open CTAs go too. */
const TAKES_OVER =
  /[\s,;:-]*(?:and\s+)?(?:(?:my|the|their|his|her)\s+)?partners?\s+takes?\s+(?:it\s+|them\s+|all\s+)?over\W*$/i;

export function registerAway(edge: Edge, work: WorkDeps): void {
  edge.verb({
    command: '/cs',
    verb: 'away',
    usage: '[@PERSON] until DATE [partner takes over]',
    without: { right: 'away.others', usage: 'until DATE [partner takes over]' },
    does: 'Say until when you are away: new CTAs go to your partners; alone: who is away',
    example: 'until Friday',
    right: 'away.say',
    run: (call, rest) => sayAway(call, work, rest),
  });
  edge.verb({
    command: '/cs',
    verb: 'back',
    usage: '[@PERSON]',
    without: { right: 'away.others', usage: '' },
    does: 'Say that you are back',
    example: '',
    right: 'away.say',
    run: sayBack,
  });
  edge.action(ids.awayHandOver, {
    right: 'away.say',
    value: idValue,
    run: async (call, personId) => {
      const refusal = await refusalOf(call, personId);
      if (refusal !== null) return call.answer(refusal);
      await call.replace(await handOver(call, work, personId));
    },
  });
  edge.action(ids.awayUndo, { right: 'away.say', value: idValue, run: (call, id) => undo(call, work, id) });
}

async function sayAway(call: Call, work: WorkDeps, rest: string): Promise<Answer> {
  const { db } = call.deps.database;
  const today = await call.today();
  if (rest.trim() === '') {
    const list = awayList(await listAway(db, call.workspaceId, today), today, call.may('away.others'));
    const { awayUntil } = call.person;
    if (awayUntil === null || !isAway(call.person, today)) return list;
    const own = await standing(call, call.person, awayUntil);
    return { ...list, blocks: [...(own.blocks ?? []), ...(list.blocks ?? [])] };
  }
  const takesOver = TAKES_OVER.test(rest);
  const { named, dateText } = readAway(rest.replace(TAKES_OVER, '').trim());
  const who = await readPerson(call, named);
  if (!who.ok) return who.answer;
  const until = dateText === '' ? null : readTypedDate(dateText, today);
  const line = mrkdwn`\`/cs away ${named === '' ? '' : `${who.person.name} `}until ${addDays(today, EXAMPLE_DAYS)}\``;
  if (until === null) {
    const wrong =
      dateText === ''
        ? mrkdwn`I miss the last day away.`
        : mrkdwn`I do not know the day “${saidBack(dateText)}”.`;
    return say(mrkdwn`${wrong} Write it as 2026-11-27, 27 Nov, Friday or in 10 days. Try ${line}`);
  }
  const { person } = who;
  const changed = await changeAway(call.deps, call.workspaceId, call.person.id, person.id, until, today);
  if (changed.ok) {
    if (!takesOver) return standing(call, changed.person, until);
    const said = mrkdwn`${subject(call, person)} away until ${day(until, today)}.`;
    return withFirst(said, await handOver(call, work, person.id));
  }
  switch (changed.problem) {
    case 'date-passed':
      return say(mrkdwn`${day(until, today)} has passed. Name the last day away. Try ${line}`);
    case 'date-too-far':
      return say(
        mrkdwn`${day(until, today)} is too far away: at most ${MOST_DAYS_AWAY} days ahead. Try ${line}`,
      );
    default:
      return say(mrkdwn`I do not find this person any more.`);
  }
}

/** What is said of who and until when: `@priya until Friday`, `until Friday`, `Friday`. */
function readAway(text: string): { named: string; dateText: string } {
  const until = /^(?:(.*?)\s+)?(?:until|till|to|through)(?:\s+(.*))?$/is.exec(text);
  if (until !== null) return { named: (until[1] ?? '').trim(), dateText: (until[2] ?? '').trim() };
  const mentioned = firstMention(text);
  if (mentioned === null) return { named: '', dateText: text };
  const { rest } = mentioned;
  return { named: rest === '' ? text : text.slice(0, text.length - rest.length).trim(), dateText: rest };
}

/** The one who is meant; nobody named: the one who asks. Of others only leaders and admins say it. */
async function readPerson(
  call: Call,
  named: string,
): Promise<{ ok: true; person: Person } | { ok: false; answer: Answer }> {
  if (named === '' || /^(?:i|me|myself)$/i.test(named)) return { ok: true, person: call.person };
  const people = await findMembers(call, named);
  const [person] = people;
  if (person === undefined) {
    const unknown = mrkdwn`I found no member for “${saidBack(named)}”. Type @ and pick the person from Slack’s list.`;
    return { ok: false, answer: say(unknown) };
  }
  if (people.length > 1) {
    const names = join(people.slice(0, NAMED).map(personName), ', ');
    const several = mrkdwn`Several members fit “${saidBack(named)}”: ${names}. Say which by the whole name or @.`;
    return { ok: false, answer: say(several) };
  }
  const refusal = await refusalOf(call, person.id);
  return refusal === null ? { ok: true, person } : { ok: false, answer: refusal };
}

async function refusalOf(call: Call, personId: string): Promise<Answer | null> {
  if (personId === call.person.id) return null;
  return refusalFor(call.deps, call.workspaceId, call.person, 'away.others');
}

/** What becomes of the accounts and CTAs of somebody who is away. */
async function standing(call: Call, person: Person, until: BusinessDate): Promise<Answer> {
  const { db } = call.deps.database;
  const today = await call.today();
  const uncovered = await listUncovered(db, call.workspaceId, today, { limit: NAMED, leadId: person.id });
  return awayAnswer({
    person,
    isOwn: person.id === call.person.id,
    until,
    ...(await readLeftBehind(db, call.workspaceId, person.id, today)),
    uncovered,
    today,
  });
}

async function handOver(call: Call, work: WorkDeps, personId: string): Promise<Answer> {
  const { db } = call.deps.database;
  const press = await pressOf(call);
  const [person] = await findPeople(db, call.workspaceId, [personId]);
  if (person === undefined || !isAway(person, press.today))
    return say(mrkdwn`${person === undefined ? 'This person' : personName(person)} is not away any more.`);
  const moved = await handOverCtas(call.deps, call.workspaceId, personId, press, press.refresh);
  work.kick();
  const counts = new Map<string, number>();
  for (const { to } of moved.ctas) counts.set(to, (counts.get(to) ?? 0) + 1);
  const people = await findPeople(db, call.workspaceId, [...counts.keys()]);
  const to = people.map((one) => ({ who: personName(one), ctas: counts.get(one.id) ?? 0 }));
  return handedOver(
    moved.id,
    to.toSorted((a, b) => b.ctas - a.ctas),
  );
}

async function undo(call: Call, work: WorkDeps, id: string): Promise<void> {
  const press = await pressOf(call);
  const undone = await undoHandOver(call.deps, call.workspaceId, id, press, press.refresh);
  work.kick();
  if (undone.ok) {
    const kept =
      undone.kept === 0 ? mrkdwn`` : mrkdwn` ${undone.kept} stayed: somebody has worked on them since.`;
    return call.replace(
      say(
        mrkdwn`Taken back: ${count(undone.back, 'CTA')} ${undone.back === 1 ? 'is where it was' : 'are where they were'}.${kept}`,
      ),
    );
  }
  const said = {
    'nothing-to-undo': mrkdwn`This was taken back already.`,
    'too-late-to-undo': mrkdwn`It can be taken back for a minute only. The CTAs stay where they are.`,
    'not-yours': mrkdwn`Only who handed them over, or whose they were, takes that back.`,
  }[undone.problem];
  await call.answer(say(said));
}

async function sayBack(call: Call, rest: string): Promise<Answer> {
  const who = await readPerson(call, rest.trim());
  if (!who.ok) return who.answer;
  const today = await call.today();
  const { person } = who;
  const changed = await changeAway(call.deps, call.workspaceId, call.person.id, person.id, null, today);
  if (!changed.ok) {
    const line = mrkdwn`Try \`/cs away ${person.id === call.person.id ? '' : `${personRest(person)} `}until Friday\``;
    return say(mrkdwn`${subject(call, person)} not away. ${line}`);
  }
  return say(
    mrkdwn`${subject(call, person)} back: new CTAs come to ${person.id === call.person.id ? 'you' : 'them'} again.`,
  );
}

/** `You are`, `@priya is` */
function subject(call: Call, person: Person): Mrkdwn {
  return person.id === call.person.id ? mrkdwn`You are` : mrkdwn`${personName(person)} is`;
}

/** An answer below a sentence. */
function withFirst(said: Mrkdwn, answer: Answer): Answer {
  const blocks = say(said).blocks ?? [];
  return { ...answer, text: said, blocks: [...blocks, ...(answer.blocks ?? [])] };
}
