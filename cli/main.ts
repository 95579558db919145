import { version } from '../package.json';
import { AppError } from '../shared/errors/app-error.ts';
import type { ErrorCode } from '../shared/errors/catalogue.ts';
import type { ExitCode } from './command.ts';
import { commands } from './commands.ts';
import { helpOf, overview } from './help.ts';
import { readInvocation } from './invocation.ts';
import { note, print, printJson, whenReaderLeaves } from './output.ts';

/** Codes that say that the words of the command itself are wrong, whatever the data. */
const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'param-invalid',
  'estimator-unknown',
  'stage-unknown',
  'metric-unknown',
  'sweep-invalid',
]);
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

/** Set when the command is to end early, with the exit code that says why. */
let earlyEnd: number | null = null;
const cancellation = new AbortController();

/** A signal cancels the command cleanly; a second one ends the process at once. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (earlyEnd !== null) process.exit(INTERRUPTED[signal]);
    earlyEnd = INTERRUPTED[signal];
    cancellation.abort();
  });
}
// A reader that goes away early (`treadle runs | head`) is no error; what is under way is for nobody.
whenReaderLeaves(() => {
  earlyEnd ??= 0;
  cancellation.abort();
});

async function main(words: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === '--version' || name === '-V') return shown(version);
  if (name === undefined || name === '--help' || name === '-h') return shown(overview(commands, version));
  if (name === 'help')
    return rest[0] === undefined ? shown(overview(commands, version)) : main([rest[0], '--help']);
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    throw new AppError('usage', {
      detail: `There is no command "${name}". Commands: ${commands.map((candidate) => candidate.name).join(', ')}.`,
      remedy: 'Run `treadle --help`.',
    });
  }
  const command = await entry.load();
  const invocation = readInvocation(name, command, rest, cancellation.signal);
  return invocation.flag('help') ? shown(helpOf(entry, command)) : command.run(invocation);
}

function shown(text: string): ExitCode {
  print(text.trimEnd());
  return 0;
}

function explain(error: AppError, asJson: boolean): number {
  if (error.code === 'aborted' && earlyEnd === 0) return 0;
  if (asJson) printJson({ error: error.toProblem() });
  note(`treadle: ${error.detail}`);
  for (const { pointer, detail } of error.errors.slice(0, 10))
    if (detail !== error.detail) note(`  ${pointer}: ${detail}`);
  note(`  → ${error.remedy}`);
  const { resumable } = error.extra;
  if (typeof resumable === 'string')
    note(`    treadle train --resume ${resumable}\n    treadle runs --discard ${resumable}`);
  if (error.code === 'aborted') return earlyEnd ?? 1;
  return USAGE.has(error.code) ? 2 : 1;
}

const words = process.argv.slice(2);
try {
  process.exitCode = await main(words);
} catch (thrown) {
  const error = AppError.from(thrown);
  process.exitCode = explain(error, words.includes('--json'));
  if (error.code === 'internal' && process.env['TREADLE_DEBUG'] !== undefined) console.error(thrown);
}
