/** `milepost write-key create NAME | list | revoke ID`. */
import type { Command } from 'commander';
import { createWriteKey, listWriteKeys, revokeWriteKey } from '../signals/write-keys.ts';
import type { CliContext } from './context.ts';

/** Adds the `write-key` commands: the keys with which a product sends signals over HTTP. */
export function registerWriteKeyCommands(program: Command, context: CliContext): void {
  const commands = program
    .command('write-key')
    .description('keys with which a product sends signals over HTTP');
  commands
    .command('create')
    .description('make a key and show it, once')
    .argument('<name>', 'what sends with it, such as the name of a product')
    .action((name: string) => create(context, name));
  commands
    .command('list')
    .description('the keys, without the keys themselves')
    .action(() => list(context));
  commands
    .command('revoke')
    .description('end a key at once')
    .argument('<id>', 'the id that "write-key list" shows')
    .action((id: string) => revoke(context, id));
}

async function create(context: CliContext, name: string): Promise<void> {
  if (name.trim() === '') return context.fail('a key needs a name: say what sends with it');
  const { deps, workspaceId, close } = await context.openDeps({ creates: true });
  try {
    const { id, key } = await createWriteKey(deps, workspaceId, name.trim());
    if (context.json) return context.out(JSON.stringify({ ok: true, id, name: name.trim(), key }));
    context.out(`${key}\nKeep it now: it is not stored and can not be shown again. Its id is ${id}.`);
  } finally {
    await close();
  }
}

async function list(context: CliContext): Promise<void> {
  const { deps, workspaceId, close } = await context.openDeps();
  try {
    const keys = await listWriteKeys(deps, workspaceId);
    if (context.json) return context.out(JSON.stringify({ keys }));
    if (keys.length === 0)
      return context.out('there is no key yet: "milepost write-key create NAME" makes one');
    for (const { id, name, createdAt, revokedAt } of keys) {
      const state = revokedAt === null ? '' : `, revoked ${revokedAt.slice(0, 10)}`;
      context.out(`${id}  ${name}  (made ${createdAt.slice(0, 10)}${state})`);
    }
  } finally {
    await close();
  }
}

async function revoke(context: CliContext, id: string): Promise<void> {
  const { deps, workspaceId, close } = await context.openDeps();
  try {
    if (!(await revokeWriteKey(deps, workspaceId, id))) {
      if (context.json) context.out(JSON.stringify({ ok: false }));
      return context.fail(`no key with the id ${id} holds: "milepost write-key list" shows them`);
    }
    context.out(context.json ? JSON.stringify({ ok: true, id }) : `the key ${id} is revoked`);
  } finally {
    await close();
  }
}
