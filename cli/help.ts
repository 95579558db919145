import { COMMON_OPTIONS, type Command, type OptionHelp } from './command.ts';
import type { CommandEntry } from './commands.ts';

export function helpOf({ summary }: CommandEntry, command: Command): string {
  const section = (title: string, lines: readonly string[]): string =>
    `\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
  return [
    `${summary}\n`,
    section('Usage', [`treadle ${command.usage}`]),
    section(
      'Options',
      aligned([...command.options, ...COMMON_OPTIONS].map((option) => [flagOf(option), option.help])),
    ),
    ...(command.notes ?? []).map((note) => `\n${note}\n`),
    section(
      'Examples',
      command.examples.map((example) => `treadle ${example}`),
    ),
    '\nExit codes: 0 done, 1 a check failed, 2 bad usage, 130 cancelled by Ctrl-C.\n',
  ].join('');
}

export function overview(commands: readonly CommandEntry[], version: string): string {
  return [
    `treadle ${version}: the whole machine-learning lifecycle, headless.\n\n`,
    'Usage: treadle COMMAND [options]     (treadle COMMAND --help for one)\n\nCommands\n',
    ...aligned(commands.map((command) => [command.name, command.summary])).map((line) => `  ${line}\n`),
    '\nA first look: treadle demo\n',
  ].join('');
}

const flagOf = ({ name, value, short, type }: OptionHelp): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${type === 'boolean' ? '' : ` ${value ?? 'VALUE'}`}`;

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
