import { version } from '../package.json';
import { AppError } from '../shared/errors/app-error.ts';
import type { Command, ExitCode } from './command.ts';
import { compareCommand } from './commands/compare.ts';
import { demoCommand } from './commands/demo.ts';
import { predictCommand } from './commands/predict.ts';
import { promoteCommand } from './commands/promote.ts';
import { registerCommand } from './commands/register.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { runsCommand } from './commands/runs.ts';
import { serveCommand } from './commands/serve.ts';
import { trainCommand } from './commands/train.ts';
import { validateCommand } from './commands/validate.ts';
import { helpOf, overview } from './help.ts';
import { readInvocation } from './invocation.ts';
import { note, print, printJson } from './output.ts';

const commands: readonly Command[] = [
  serveCommand,
  demoCommand,
  validateCommand,
  trainCommand,
  runsCommand,
  compareCommand,
  registerCommand,
  promoteCommand,
  rollbackCommand,
  predictCommand,
  reproduceCommand,
];

async function main(words: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === '--version' || name === '-V') return shown(version);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return shown(overview(commands, version));
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new AppError('usage', {
      detail: `There is no command "${name}". Commands: ${commands.map((candidate) => candidate.name).join(', ')}.`,
      remedy: 'Run `treadle --help`.',
    });
  }
  const invocation = readInvocation(command, rest, interruption());
  return invocation.flag('help') ? shown(helpOf(command)) : command.run(invocation);
}

function shown(text: string): ExitCode {
  print(text.trimEnd());
  return 0;
}

/** Ctrl-C and SIGTERM cancel the command cleanly; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

function explain(error: AppError, asJson: boolean): ExitCode {
  if (asJson) printJson({ error: error.toProblem() });
  note(`treadle: ${error.detail}`);
  for (const { pointer, detail } of error.errors.slice(0, 10))
    if (detail !== error.detail) note(`  ${pointer}: ${detail}`);
  note(`  → ${error.remedy}`);
  return error.code === 'usage' || error.code === 'param-invalid' ? 2 : 1;
}

// A reader that goes away early (`treadle runs | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const words = process.argv.slice(2);
try {
  process.exitCode = await main(words);
} catch (thrown) {
  const error = AppError.from(thrown);
  process.exitCode = error.code === 'aborted' ? 130 : explain(error, words.includes('--json'));
  if (error.code === 'aborted') note('treadle: cancelled; nothing half-done was kept.');
  if (error.code === 'internal' && process.env['TREADLE_DEBUG'] !== undefined) console.error(thrown);
}
