import { parseArgs } from 'node:util';
import { AppError } from '../shared/errors/app-error.ts';
import { COMMON_OPTIONS, parseConfig, type Command, type Invocation } from './command.ts';

/** Reads the words after the command's name. @throws AppError `usage` that says which word is wrong. */
export function readInvocation(
  name: string,
  command: Command,
  words: readonly string[],
  signal: AbortSignal,
): Invocation {
  const { values, positionals } = parse(name, command, words);
  const [least, most] = command.positionals;
  const help = values['help'] === true;
  if (!help && (positionals.length < least || positionals.length > most)) {
    throw new AppError('usage', {
      detail: `\`${name}\` takes ${least === most ? least : `${least} to ${most}`} argument${most === 1 ? '' : 's'}, ${positionals.length} given. Usage: treadle ${command.usage}`,
      remedy: `Run \`treadle ${name} --help\`.`,
    });
  }
  return {
    positionals,
    string: (option) => (typeof values[option] === 'string' ? values[option] : undefined),
    flag: (option) => values[option] === true,
    list: (option) => (Array.isArray(values[option]) ? values[option].map(String) : []),
    signal,
  };
}

function parse(
  name: string,
  command: Command,
  words: readonly string[],
): { values: Record<string, unknown>; positionals: string[] } {
  const options = parseConfig([...command.options, ...COMMON_OPTIONS]);
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    const [reason] = String(thrown instanceof Error ? thrown.message : thrown).split(/\.? To specify|\n/);
    throw new AppError('usage', {
      detail: `${reason!.replace(/\.$/, '')}.`,
      remedy: `Run \`treadle ${name} --help\`.`,
      cause: thrown,
    });
  }
}

/** A whole number option within limits. @throws AppError `usage`. */
export function wholeNumber(
  invocation: Invocation,
  name: string,
  limits: { min: number; max: number; fallback: number },
): number {
  const text = invocation.string(name);
  if (text === undefined) return limits.fallback;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= limits.min && value <= limits.max)
    return value;
  throw new AppError('usage', {
    detail: `--${name} must be a whole number from ${limits.min} to ${limits.max}, not "${text}".`,
  });
}

/** An option that must be given. @throws AppError `usage`. */
export function required(invocation: Invocation, name: string): string {
  const value = invocation.string(name);
  if (value !== undefined && value !== '') return value;
  throw new AppError('usage', { detail: `--${name} is required.` });
}
