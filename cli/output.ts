import { AppError } from '../shared/errors/app-error.ts';

/** Data goes to stdout, everything else to stderr; progress is drawn on a terminal only. */

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes to stdout and waits while its reader is behind, so that a long answer takes no memory. */
export async function printAll(text: string): Promise<void> {
  if (process.stdout.write(text) || process.stdout.destroyed) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
    process.stdout.once('close', resolve);
  });
}

export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Calls back when nobody reads stdout any more; without a reader of stderr, notes are dropped. */
export function whenReaderLeaves(left: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    left();
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
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
  const rule = widths
    .map((width) => '─'.repeat(width))
    .join('  ')
    .trimEnd();
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Takes what tasks report, and the steps of the demo. */
type Show = (progress: Reported) => void;

interface Reported {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly metrics?: readonly { readonly key: string; readonly value: number; readonly step: number }[];
}

/** Shows one line on stderr that is rewritten in place while `work` runs; nothing in a pipe. */
export async function withProgress<T>(label: string, work: (show: Show) => Promise<T>): Promise<T> {
  let open = process.stderr.isTTY;
  let curve = '';
  const show: Show = ({ stage, done, total, metrics = [] }) => {
    if (!open) return;
    if (metrics.length > 0) curve = curveText(metrics);
    const share = total > 0 ? Math.min(1, done / total) : 0;
    const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
    const percent = String(Math.round(share * 100)).padStart(3);
    process.stderr.write(
      `\r\u001b[2K${label}  ${bar} ${percent} %  ${stage}${stage === 'train' ? curve : ''}`,
    );
  };
  try {
    return await work(show);
  } finally {
    if (open) process.stderr.write('\r\u001b[2K');
    open = false;
  }
}

/** For the reading of stored rows: shows how many there are, and ends when the command is interrupted. */
export function rowsRead(show: Show, signal: AbortSignal): (done: number, total: number) => void {
  return (done, total) => {
    if (signal.aborted) throw new AppError('aborted', { detail: 'The command was interrupted.' });
    show({ stage: 'load', done, total });
  };
}

/** Values of the last step, as they stand in the curves of the page. */
function curveText(metrics: NonNullable<Reported['metrics']>): string {
  const last = Math.max(...metrics.map(({ step }) => step));
  const shown = metrics.filter(({ step }) => step === last).slice(0, 4);
  return ['', ...shown.map(({ key, value }) => `${key} ${value.toPrecision(4)}`)].join('  ');
}
