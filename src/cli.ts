/** The `milepost` command. Exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
import { Command, CommanderError } from 'commander';
import { registerAccountCommands } from './cli/accounts.ts';
import { createCliContext } from './cli/open.ts';
import { registerDataCommands } from './cli/data.ts';
import { registerDigestCommand } from './cli/digest.ts';
import { registerFunnelCommand } from './cli/funnel.ts';
import { registerHealthCommand } from './cli/health.ts';
import { registerImportCommand } from './cli/import.ts';
import { registerMorningCommands } from './cli/morning.ts';
import { registerProgramCommands } from './cli/program.ts';
import { registerWriteKeyCommands } from './cli/write-key.ts';

/** Runs the command line; the exit code is set on the process. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const program = new Command('milepost')
    .description('customer success as a methodology, worked from Slack')
    .option('--json', 'print one JSON object on stdout, and nothing else there')
    .showHelpAfterError('See what there is with: npm run -s milepost -- --help')
    .exitOverride();
  const context = createCliContext(() => program.opts<{ json?: boolean }>().json === true);
  program
    .command('start')
    .description('run the bot: in Slack when SLACK_BOT_TOKEN is set, else in the sandbox on this machine')
    .action(async () => {
      // Loaded only here: Bolt and the HTTP server take longer to load than most commands take to run.
      const { runMilepost } = await import('./main.ts');
      await runMilepost(context);
    });
  registerProgramCommands(program, context);
  registerImportCommand(program, context);
  registerMorningCommands(program, context);
  registerAccountCommands(program, context);
  registerHealthCommand(program, context);
  registerFunnelCommand(program, context);
  registerDigestCommand(program, context);
  registerDataCommands(program, context);
  registerWriteKeyCommands(program, context);
  acceptJsonAnywhere(program);
  process.stdout.on('error', endWithReader);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else context.fail(context.explain(error));
  }
}

/** Whoever reads the output may have seen enough, as `head` has: that is no failure. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

/** What these print is no JSON: CSV, and a welcome. */
const WITHOUT_JSON = new Set(['export', 'start']);

/** `--json` may stand behind the command as well as before it. */
function acceptJsonAnywhere(program: Command): void {
  program.hook('preAction', (_this, acting) => {
    if (program.opts<{ json?: boolean }>().json !== true || !hasNoJson(program, acting)) return;
    program.error(`error: "${acting.name()}" prints no JSON: run it without --json`);
  });
  const walk = (command: Command): void => {
    for (const child of command.commands) {
      child.exitOverride();
      if (hasNoJson(program, child)) continue;
      child.option('--json', 'print one JSON object on stdout');
      child.hook('preAction', (_this, acting) => {
        if (acting.opts<{ json?: boolean }>().json === true) program.setOptionValue('json', true);
      });
      walk(child);
    }
  };
  walk(program);
}

function hasNoJson(program: Command, command: Command): boolean {
  return command.parent === program && WITHOUT_JSON.has(command.name());
}

await runCli(process.argv);
