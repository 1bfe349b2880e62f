/** What the log really writes, read from the stderr of a process that logs. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const LOG = join(import.meta.dirname, '../../src/base/log.ts');

/** Runs statements that have a `log`, and answers the lines it wrote as objects. */
async function linesOf(statements: string, level = 'info'): Promise<Record<string, unknown>[]> {
  const script = `import { createLog } from ${JSON.stringify(LOG)}; const log = createLog(${JSON.stringify(level)}); ${statements}`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout).toBe('');
  return stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes one JSON object a line on stderr, from its level on', async () => {
  const lines = await linesOf(`log.debug('no'); log.info({ account: 'acme' }, 'yes'); log.error('yes')`);
  expect(lines).toMatchObject([
    { level: 30, account: 'acme', msg: 'yes' },
    { level: 50, msg: 'yes' },
  ]);
  expect(await linesOf(`log.fatal('no')`, 'silent')).toEqual([]);
});

it('leaves out tokens and what people wrote, up to two objects deep', async () => {
  const keys = [
    'token',
    'botToken',
    'appToken',
    'signingSecret',
    'authorization',
    'text',
    'blocks',
    'payload',
    'password',
  ];
  const secrets = JSON.stringify(Object.fromEntries(keys.map((key) => [key, 's3cret'])));
  const [line] = await linesOf(
    `log.info({ ...${secrets}, one: ${secrets}, far: { two: ${secrets} }, kept: 'acme' }, 'said')`,
  );
  expect(JSON.stringify(line)).not.toContain('s3cret');
  const redacted = Object.fromEntries(keys.map((key) => [key, '[redacted]']));
  expect(line).toMatchObject({
    ...redacted,
    one: redacted,
    far: { two: redacted },
    kept: 'acme',
    msg: 'said',
  });
});

it('tells of an error its kind, code and message, and nothing that it carries along', async () => {
  const [line] = await linesOf(`
    const error = Object.assign(new TypeError('xoxb-12-s3cret and xapp-1-s3cret at postgres://me:s3cret@there/x'), {
      code: 'ECONNREFUSED', request: { headers: 's3cret' }, query: 's3cret', cause: new Error('s3cret'),
    });
    log.error({ err: error }, 'failed');`);
  expect(JSON.stringify(line)).not.toContain('s3cret');
  expect(line).toMatchObject({
    err: {
      type: 'TypeError',
      code: 'ECONNREFUSED',
      message: '[token] and [token] at postgres://[redacted]@there/x',
      stack: expect.stringContaining('TypeError: [token]'),
    },
  });
  const [thrown] = await linesOf(`log.error({ err: 's3cret' }, 'failed')`);
  expect(thrown).toMatchObject({ err: { message: 'something that is no error was thrown' } });
});
