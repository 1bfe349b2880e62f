import { parseArgs } from 'node:util';
import { readManifest } from './manifest.ts';
import { startSandbox } from './sandbox.ts';

/**
 * Runs the sandbox as a process of its own:
 * `node src/sandbox/main.ts [--port N] [--manifest FILE] [--bot URL] [--signing-secret S]`.
 * Prints one JSON line with its URL and tokens, then serves until SIGTERM or SIGINT.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    manifest: { type: 'string' },
    bot: { type: 'string' },
    'signing-secret': { type: 'string' },
  },
});

const sandbox = await startSandbox({
  port: Number(values.port),
  manifest: await readManifest(values.manifest ?? new URL('../../manifest.yml', import.meta.url)),
  ...(values.bot === undefined ? {} : { botUrl: values.bot }),
  ...(values['signing-secret'] === undefined ? {} : { signingSecret: values['signing-secret'] }),
});

const { url, apiUrl, botToken, appToken, signingSecret, teamId, botUserId } = sandbox;
process.stdout.write(
  `${JSON.stringify({ url, apiUrl, botToken, appToken, signingSecret, teamId, botUserId })}\n`,
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
