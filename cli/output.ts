import type { Progress } from '../shared/estimators/estimator.ts';

/** Data goes to stdout, everything else to stderr; progress is drawn on a terminal only. */

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A table with aligned columns; numbers to the right. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = header.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumber[column] === true ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

export interface ProgressLine {
  show(progress: Progress): void;
  clear(): void;
}

/** One line that is rewritten in place; silent in a pipe and with `--json`. */
export function progressLine(label: string, quiet: boolean): ProgressLine {
  if (quiet || !process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show({ stage, done, total }) {
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
      process.stderr.write(
        `\r\u001b[2K${label}  ${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${stage}`,
      );
    },
    clear() {
      process.stderr.write('\r\u001b[2K');
    },
  };
}
