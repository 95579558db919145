import type { ParseArgsConfig } from 'node:util';

/** One command = one file in `commands/` and one entry in `commands.ts`. */
export interface Command {
  /** `train FILE|DATASET --target COLUMN [options]` */
  readonly usage: string;
  /** Shown by `--help`, one a line, with what they do. */
  readonly options: readonly OptionHelp[];
  /** What the options do not say, a paragraph each. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  /** The positionals it takes: [at least, at most]. */
  readonly positionals: readonly [number, number];
  run(invocation: Invocation): Promise<ExitCode>;
}

export interface OptionHelp {
  readonly name: string;
  /** `string` takes a value, `boolean` none, `list` may be given several times. */
  readonly type: 'string' | 'boolean' | 'list';
  /** Placeholder of the value in the help, e.g. `FILE`. */
  readonly value?: string;
  readonly help: string;
  readonly short?: string;
}

/** 0 done, 1 a check failed, 2 bad usage. */
export type ExitCode = 0 | 1 | 2;

export interface Invocation {
  readonly positionals: readonly string[];
  string(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
  /** Cancelled by Ctrl-C; a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
}

/** Taken by every command. */
export const COMMON_OPTIONS: readonly OptionHelp[] = [
  {
    name: 'workspace',
    type: 'string',
    value: 'FOLDER',
    help: 'where everything is kept (default ./treadle-workspace)',
  },
  { name: 'json', type: 'boolean', help: 'print one JSON document on stdout' },
  { name: 'help', type: 'boolean', short: 'h', help: 'show this help' },
];

export function parseConfig(options: readonly OptionHelp[]): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    options.map(({ name, type, short }) => [
      name,
      {
        type: type === 'boolean' ? 'boolean' : 'string',
        multiple: type === 'list',
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
}
