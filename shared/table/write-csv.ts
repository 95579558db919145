import { cell } from './cells.ts';
import type { Cell, Table } from './table.ts';

/** Rows that are not a table, e.g. predictions beside their inputs. */
export interface CsvRows {
  readonly header: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

export interface CsvOptions {
  /**
   * Writes every text as it is. By default a text that a spreadsheet would run as a formula gets a `'`
   * in front (SEC6), which is safe to open but not the same text any more.
   */
  exact?: boolean;
  /** How a missing cell is written; empty when left out. */
  missing?: string;
}

/**
 * Comma-separated UTF-8 text with a header, CRLF line ends and quotes where needed (RFC 4180). A missing
 * cell is empty; datetimes are ISO 8601 in UTC.
 */
export function writeCsv(source: Table | CsvRows, options: CsvOptions = {}): string {
  return [...csvChunks(source, options)].join('');
}

/** The same in pieces of about 64 KiB, for files too large for one string. */
export function* csvChunks(source: Table | CsvRows, options: CsvOptions = {}): Generator<string> {
  const { header, rows } = 'columns' in source ? rowsOf(source) : source;
  const style = { guard: options.exact !== true, missing: options.missing ?? '' };
  let chunk = lineOf(header, style);
  for (const row of rows) {
    chunk += lineOf(row, style);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

const CHUNK_CHARACTERS = 65_536;

function rowsOf(table: Table): CsvRows {
  return { header: table.columns.map(({ name }) => name), rows: tableRows(table) };
}

function* tableRows(table: Table): Generator<Cell[]> {
  for (let row = 0; row < table.nRows; row += 1) yield table.columns.map((column) => cell(column, row));
}

interface CsvStyle {
  readonly guard: boolean;
  readonly missing: string;
}

function lineOf(cells: readonly Cell[], style: CsvStyle): string {
  const line = cells.map((value) => cellOf(value, style)).join(',');
  // A single empty cell would be a blank line, which readers skip.
  return `${line === '' ? '""' : line}\r\n`;
}

function cellOf(value: Cell, { guard, missing }: CsvStyle): string {
  if (value === null) return missing;
  if (typeof value === 'number') return numberOf(value);
  if (typeof value === 'boolean') return String(value);
  const text = guard && RUNS_AS_FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Digits beyond 2^53 would be read as a code, not as a number; the exponent says what it is. */
function numberOf(value: number): string {
  const whole = Number.isInteger(value) && !Number.isSafeInteger(value);
  return whole ? value.toExponential() : String(value);
}

const RUNS_AS_FORMULA = /^[=+\-@\t\r\0]/;
/** Also blanks at either end, which a reader may take off, and an apostrophe that could be a quote. */
const NEEDS_QUOTES = /[",\r\n]|^[\s']|\s$/;
