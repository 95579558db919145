import { createByteDictionary, type ByteDictionary } from '../../table/delimited/byte-dictionary.ts';
import { grow } from '../../table/growable.ts';
import type { TextColumn } from '../../table/table.ts';
import type { CellReader } from './analysis.ts';

/** Above this many occurrences (256 MB) the texts are read twice instead of kept. */
const MOST_KEPT = 1 << 26;

/** Every distinct term of texts, by number, and how often and where it occurs. */
export interface TermCounts {
  readonly documents: number;
  readonly terms: ByteDictionary;
  /** By term: rows that it stands in. */
  readonly rows: Int32Array;
  /** By term: how often it stands there. */
  readonly totals: Int32Array;
  /** Terms of row i at ids[starts[i] .. starts[i+1]); null where there were too many to keep. */
  readonly occurrences: { readonly starts: Float64Array; readonly ids: Int32Array } | null;
}

/** Reads the terms of columns side by side, row by row, as one text. Cost: linear in the terms. */
export function countTerms(columns: readonly TextColumn[], read: CellReader): TermCounts {
  const documents = columns[0]!.offsets.length - 1;
  const terms = createByteDictionary();
  const starts = new Float64Array(documents + 1);
  let rows = new Int32Array(1024);
  let totals = new Int32Array(1024);
  let lastRow = new Int32Array(1024);
  let ids: Int32Array | null = new Int32Array(4096);
  let size = 0;
  for (let row = 0; row < documents; row += 1) {
    for (const column of columns) {
      const { bytes, from, to, count } = read(column, row);
      if (ids !== null && size + count > ids.length)
        ids = size + count > MOST_KEPT ? null : grow(ids, size + count);
      for (let i = 0; i < count; i += 1) {
        const id = terms.codeOf(bytes, from[i]!, to[i]!);
        if (id >= rows.length)
          [rows, totals, lastRow] = [grow(rows, id + 1), grow(totals, id + 1), grow(lastRow, id + 1)];
        totals[id]! += 1;
        if (lastRow[id] !== row + 1) rows[id]! += 1;
        lastRow[id] = row + 1;
        if (ids !== null) ids[size] = id;
        size += 1;
      }
    }
    starts[row + 1] = size;
  }
  return { documents, terms, rows, totals, occurrences: ids === null ? null : { starts, ids } };
}
