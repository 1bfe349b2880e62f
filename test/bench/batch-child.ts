/** The HTTP API for signals alone, without its limit per key. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createIdSource } from '#src/base/ids.ts';
import { openDatabase } from '#src/db/open.ts';
import { createProgramSource } from '#src/program/service.ts';
import { createSignalsApi } from '#src/signals/http.ts';
import { createWriteKey } from '#src/signals/write-keys.ts';
import { answerParent } from './child.ts';
import { DATE, WORKSPACE_ID } from './fixture.ts';

const NO_LIMIT = { perSecond: 1e9, burst: 1e9 };

answerParent(async ({ url }: { url: string }): Promise<{ url: string; key: string }> => {
  const now = () => new Date(`${DATE}T12:00:00Z`);
  const deps = { database: openDatabase(url), makeId: createIdSource(), now, log: pino({ level: 'silent' }) };
  const { key } = await createWriteKey(deps, WORKSPACE_ID, `bench ${deps.makeId()}`);
  const api = createSignalsApi({ ...deps, programs: createProgramSource() }, { limit: NO_LIMIT });
  const server = createServer((request, response) => void api(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/batch`, key };
});
