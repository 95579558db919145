import type { Dialect } from '../import-plan.ts';
import { createRecordReader } from './record-reader.ts';
import { QUOTED, IRREGULAR, type ScannedRecord } from './record-scanner.ts';

type Delimiter = Dialect['delimiter'];
type Quote = Dialect['quote'];

/** Candidates; when several cut the sample equally well the first wins, since commas also stand in numbers. */
const DELIMITERS: readonly Delimiter[] = ['\t', '|', ';', ','];

const SAMPLE_BYTES = 262_144;
const SAMPLE_ROWS = 200;

/**
 * Delimiter, quote and line ends of UTF-8 text. The delimiter is the one that cuts the most sampled rows
 * into as many cells as the first row has, of those that cut the first row at all. The quote is `'` only
 * when no cell starts with `"` and most cells of some column stand between `'`.
 */
export function detectDialect(text: Uint8Array): Pick<Dialect, 'delimiter' | 'quote' | 'lineEnd'> {
  const sample = text.subarray(0, SAMPLE_BYTES);
  const double = bestDelimiter(sample, '"');
  const quote = prefersSingleQuotes(sample, double) ? "'" : '"';
  const delimiter = quote === '"' ? double : bestDelimiter(sample, "'");
  return { delimiter, quote, lineEnd: lineEndOf(sample, delimiter, quote) };
}

/** The rows of the sample; the last one, which may be cut, only when there is no other. */
function sampleRows<T>(
  sample: Uint8Array,
  delimiter: Delimiter,
  quote: Quote,
  read: (record: ScannedRecord) => T,
  capacity = 1,
): { rows: T[]; lineEnds: { lf: number; crlf: number; cr: number } } {
  const rows: T[] = [];
  const reader = createRecordReader({
    dialect: { delimiter, quote },
    capacity,
    maxRowBytes: SAMPLE_BYTES / 4,
    onRecord: (record) => {
      if (rows.length < SAMPLE_ROWS) rows.push(read(record));
    },
    onRejected: () => undefined,
    onTooLong: () => undefined,
  });
  reader.push(sample);
  if (rows.length === 0) reader.end();
  return { rows, lineEnds: reader.lineEnds };
}

function bestDelimiter(sample: Uint8Array, quote: Quote): Delimiter {
  const scored = DELIMITERS.map((delimiter) => {
    const { rows } = sampleRows(sample, delimiter, quote, (record) => record.nCells);
    const cells = rows[0] ?? 1;
    const alike = rows.filter((count) => count === cells).length / Math.max(rows.length, 1);
    return { delimiter, score: cells < 2 ? -1 : alike };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  const found = scored.find(({ score }) => score === best);
  return best > 0 && found !== undefined ? found.delimiter : singleColumnDelimiter(sample, quote);
}

/** One column: the delimiter that cuts nothing, a comma if that is one. */
function singleColumnDelimiter(sample: Uint8Array, quote: Quote): Delimiter {
  const candidates = DELIMITERS.toReversed();
  const cutsNothing = (delimiter: Delimiter): boolean =>
    sampleRows(sample, delimiter, quote, (record) => record.nCells).rows.every((count) => count === 1);
  return candidates.find(cutsNothing) ?? ',';
}

const DOUBLE = 34;
const SINGLE = 39;
const N_COLUMNS = 100;

function prefersSingleQuotes(sample: Uint8Array, delimiter: Delimiter): boolean {
  const wrapped = Array.from({ length: N_COLUMNS }, () => 0);
  let doubles = 0;
  const { rows } = sampleRows(
    sample,
    delimiter,
    "'",
    (record) => {
      for (let i = 0; i < Math.min(record.nCells, N_COLUMNS); i += 1) {
        if (record.bytes[record.starts[i]!] === DOUBLE) doubles += 1;
        if (isWrapped(record, i)) wrapped[i]! += 1;
      }
    },
    N_COLUMNS,
  );
  return doubles === 0 && Math.max(...wrapped) * 2 > rows.length && rows.length > 0;
}

function isWrapped({ bytes, ends, kinds }: ScannedRecord, cell: number): boolean {
  if (kinds[cell] === QUOTED) return true;
  return kinds[cell] === IRREGULAR && bytes[ends[cell]! - 1] === SINGLE;
}

function lineEndOf(sample: Uint8Array, delimiter: Delimiter, quote: Quote): Dialect['lineEnd'] {
  const { lf, crlf, cr } = sampleRows(sample, delimiter, quote, () => 0).lineEnds;
  const kinds = [lf, crlf, cr].filter((count) => count > 0).length;
  if (kinds > 1) return 'mixed';
  return cr > 0 ? 'CR' : crlf > 0 ? 'CRLF' : 'LF';
}
