import { AppError } from '../shared/errors/app-error.ts';
import type { ExitCode, Invocation } from './command.ts';

/** A form of a command that is told by its first word. */
export interface Subcommand {
  readonly usage: string;
  /** How many words it takes after its own. */
  readonly words: number;
  run(words: readonly string[], invocation: Invocation): Promise<ExitCode>;
}

type Forms = Readonly<Record<string, Subcommand>>;

/** Runs the form that the first word names. @throws AppError `usage`. */
export async function subcommand(command: string, forms: Forms, invocation: Invocation): Promise<ExitCode> {
  const [name, ...words] = invocation.positionals as [string, ...string[]];
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  const remedy = `Run \`treadle ${command} --help\`.`;
  if (form === undefined) {
    const detail = `There is no \`${command} ${name}\`; there are ${Object.keys(forms).join(', ')}.`;
    throw new AppError('usage', { detail, remedy });
  }
  if (words.length !== form.words)
    throw new AppError('usage', { detail: `Usage: treadle ${command} ${form.usage}`, remedy });
  return form.run(words, invocation);
}

/** The forms for `--help`, one a line. */
export function usageOf(command: string, forms: Forms): string {
  return `Forms:\n${Object.values(forms)
    .map(({ usage }) => `  treadle ${command} ${usage}`)
    .join('\n')}`;
}
