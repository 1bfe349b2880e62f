/** `/cs release` and `/cs releases`: what was released, and what came of it. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { releaseMetadata, releaseValues } from '#blocks/release-form.ts';
import {
  releaseInFull,
  releaseList,
  type PressedRelease,
  type ReleaseListKind,
} from '#blocks/release-list.ts';
import { mrkdwn, saidBack, truncate } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { BusinessDate } from '../base/business-date.ts';
import { nearestWord } from '../base/nearest.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { tellReleases } from './effect-service.ts';
import { countReleases, findRelease, findReleaseNamed, listReleases, moveRelease } from './service.ts';
import { GONE, openEdit, openNew, submitForm } from './slack-form.ts';
import { readRelease, type ReleaseReading } from './typed.ts';

const PER_PAGE = 5;
const NAME_SHOWN = 150;

interface Place {
  list: ReleaseListKind;
  page: number;
}

/** `RELEASE ID:LIST:PAGE` */
const placedValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(
    z.tuple([
      idValue,
      z.enum(['current', 'retired']),
      z
        .string()
        .regex(/^[1-9]\d{0,4}$/)
        .transform(Number),
    ]),
  )
  .transform(([id, list, page]) => ({ id, list, page }));

export function registerReleases(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'release',
    usage: 'NAME DATE',
    without: { right: 'release.work', usage: '', does: 'What came of each release for customers' },
    does: 'Write down a release: which milestone it should help, and by how much; alone: what came of each',
    example: '2026.11 today',
    right: 'release.see',
    shareable: true,
    run: writeDown,
  });
  edge.verb({
    command: '/cs',
    verb: 'releases',
    usage: '[retired]',
    does: 'Releases of the product, and what came of each for customers',
    example: '',
    right: 'release.see',
    shareable: true,
    run: showTyped,
  });
  const work = { right: 'release.work' } as const;
  edge.action(ids.releaseNew, {
    ...work,
    value: z.unknown(),
    run: async (call) => openNew(call, { day: await call.today() }, 1),
  });
  edge.action(ids.releaseOpen, {
    right: 'release.see',
    value: placedValue,
    run: (call, { id }) => call.openModal('Release', () => wholeView(call, id)),
  });
  edge.action(ids.releaseEdit, { ...work, value: placedValue, run: openEdit });
  for (const [id, how] of [
    [ids.releaseRetire, 'retire'],
    [ids.releaseRestore, 'restore'],
  ] as const)
    edge.action(id, { ...work, value: placedValue, run: (call, at) => move(call, at.id, how, at) });
  edge.submit(ids.releaseForm, {
    ...work,
    metadata: jsonOf(releaseMetadata),
    parse: (values) => parseForm(releaseValues, values),
    run: async (call, fields, at) => {
      const { submitted, saved } = await submitForm(call, fields, at);
      if (saved !== null && at.page > 0) await call.replace(await showList(call, at));
      return submitted;
    },
  });
}

/** Alone it lists; a name that is known opens that release. */
async function writeDown(call: Call, rest: string): Promise<Answer | void> {
  const today = await call.today();
  const read = readRelease(rest, today);
  if (read.ok && read.name === '') return showList(call, { list: 'current', page: 1 });
  const refusal = await refusalFor(call.deps, call.workspaceId, call.person, 'release.work');
  if (refusal !== null) return refusal;
  if (!read.ok) return notRead(read, today);
  const { name, day } = read;
  const known = await findReleaseNamed(call.deps.database.db, call.workspaceId, name);
  if (known !== null && known.retiredAt === null)
    return openEdit(call, { id: known.id, list: 'current', page: 0 });
  return openNew(call, { name, day: day ?? today }, 0);
}

function notRead(read: Extract<ReleaseReading, { ok: false }>, today: BusinessDate): Answer {
  if (read.problem === 'no-name')
    return say(
      mrkdwn`“${saidBack(read.typed)}” is a day, and the release has no name yet. Try \`/cs release 2026.11 ${read.typed}\``,
    );
  const name = saidBack(truncate(read.name, NAME_SHOWN));
  const isWritten = /\d/.test(read.typed);
  const wrong = isWritten
    ? mrkdwn`“${saidBack(read.typed)}” is no day of the calendar.`
    : mrkdwn`I cannot tell which day “${saidBack(read.typed)}” is.`;
  return say(mrkdwn`${wrong} Try \`/cs release ${name} ${today}\``);
}

async function showTyped(call: Call, rest: string): Promise<Answer> {
  const place: Place = { list: 'current', page: 1 };
  for (const word of rest.split(' ').filter((part) => part !== '')) {
    const page = /^page:([1-9]\d{0,4})$/.exec(word)?.[1];
    if (page !== undefined) place.page = Number(page);
    else if (word.toLowerCase() === 'retired') place.list = 'retired';
    else return unknownList(word);
  }
  return showList(call, place);
}

function unknownList(word: string): Answer {
  const near = nearestWord(word, ['retired']);
  const hint = near === undefined ? mrkdwn`` : mrkdwn` Did you mean *${near}*?`;
  const line = near === undefined ? '/cs releases' : `/cs releases ${near}`;
  return say(
    mrkdwn`I do not know the list “${saidBack(word)}”.${hint} Try \`${line}\`; a new release is written down with \`/cs release NAME DATE\``,
  );
}

async function showList(call: Call, { list, page }: Place, pressed?: PressedRelease): Promise<Answer> {
  const { deps, workspaceId } = call;
  const { db } = deps.database;
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  const isRetired = list === 'retired';
  const releases = await listReleases(
    db,
    workspaceId,
    { isRetired },
    { limit: PER_PAGE, offset: (page - 1) * PER_PAGE },
  );
  return releaseList({
    kind: list,
    releases: await tellReleases(deps, workspaceId, applied, releases, today),
    total: await countReleases(db, workspaceId, { isRetired }),
    others: await countReleases(db, workspaceId, { isRetired: !isRetired }),
    page,
    perPage: PER_PAGE,
    today,
    canWork: call.may('release.work'),
    ...(pressed === undefined ? {} : { pressed }),
  });
}

async function wholeView(call: Call, id: string): Promise<ModalView> {
  const { deps, workspaceId } = call;
  const release = await findRelease(deps.database.db, workspaceId, id);
  if (release === null) return answerView(say(GONE));
  const applied = await call.program();
  if (applied === null) return answerView(NO_PROGRAM);
  const today = await call.today();
  const [told] = await tellReleases(deps, workspaceId, applied, [release], today);
  if (told === undefined) throw new Error('one release is told of');
  return releaseInFull(told, await whoSaved(call, release.updatedBy, release.updatedAt), today);
}

async function move(call: Call, id: string, how: 'retire' | 'restore', place: Place): Promise<void> {
  const press = { personId: call.person.id, today: await call.today() };
  const moved = await moveRelease(call.deps, call.workspaceId, id, how, press);
  if (!moved.ok && moved.problem === 'not-found') return call.answer(say(GONE));
  const pressed: PressedRelease = { release: moved.release, how: moved.ok ? how : 'faster' };
  await call.replace(await showList(call, place, pressed));
}
