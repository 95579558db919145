import { AppError } from '../shared/errors/app-error.ts';
import type { ExitCode, Invocation, OptionHelp } from './command.ts';

/** A form of a command that is told by its first word. */
export interface Subcommand {
  readonly usage: string;
  /** How many words it takes after its own. */
  readonly words: number;
  /** Names of the options of the command that it takes; all when left out. */
  readonly options?: readonly string[];
  run(words: readonly string[], invocation: Invocation): Promise<ExitCode>;
}

type Forms = Readonly<Record<string, Subcommand>>;

/** Runs the form that the first word names; `options` are those of the command. @throws AppError `usage`. */
export async function subcommand(
  command: string,
  forms: Forms,
  invocation: Invocation,
  options: readonly OptionHelp[] = [],
): Promise<ExitCode> {
  const [name, ...words] = invocation.positionals as [string, ...string[]];
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  const wrong = (detail: string): AppError =>
    new AppError('usage', { detail, remedy: `Run \`treadle ${command} --help\`.` });
  if (form === undefined)
    throw wrong(`There is no \`${command} ${name}\`; there are ${Object.keys(forms).join(', ')}.`);
  const usage = `Usage: treadle ${command} ${form.usage}`;
  if (words.length !== form.words) throw wrong(usage);
  const foreign = options.find(
    (option) => form.options?.includes(option.name) === false && isGiven(option, invocation),
  );
  if (foreign !== undefined) throw wrong(`\`${command} ${name}\` takes no --${foreign.name}. ${usage}`);
  return form.run(words, invocation);
}

function isGiven({ name, type }: OptionHelp, invocation: Invocation): boolean {
  if (type === 'boolean') return invocation.flag(name);
  return type === 'list' ? invocation.list(name).length > 0 : invocation.string(name) !== undefined;
}

/** The forms for `--help`, one a line. */
export function usageOf(command: string, forms: Forms): string {
  return `Forms:\n${Object.values(forms)
    .map(({ usage }) => `  treadle ${command} ${usage}`)
    .join('\n')}`;
}
