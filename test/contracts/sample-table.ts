import type { Table } from '../../shared/table/table.ts';

/** `nRows` rows in every column type, with missing cells; `offset` makes other rows of the same columns. */
export function sampleTable(nRows: number, offset = 0): Table {
  const rows = Array.from({ length: nRows }, (_, i) => i + offset);
  const gaps = new Uint8Array(Math.ceil(nRows / 8));
  rows.forEach((row, i) => (gaps[i >> 3]! |= isMissing(row) ? 1 << (i & 7) : 0));
  const missing = rows.some(isMissing) ? gaps : null;
  const notes = rows.map((row) => (isMissing(row) ? '' : `note ${row} ☂`));
  return {
    nRows,
    columns: [
      {
        name: 'Age',
        type: 'numeric',
        missing,
        values: Float64Array.from(rows, (row) => (isMissing(row) ? NaN : row / 3)),
      },
      {
        name: 'Since',
        type: 'datetime',
        missing: null,
        values: Float64Array.from(rows, (row) => row * 86_400_000),
      },
      {
        name: 'Active',
        type: 'boolean',
        missing,
        values: Uint8Array.from(rows, (row) => (isMissing(row) ? 0 : row % 2)),
      },
      {
        name: 'Plan',
        type: 'categorical',
        missing,
        codes: Int32Array.from(rows, (row) => (isMissing(row) ? -1 : row % 2)),
        levels: ['Monthly', 'Yearly'],
      },
      { name: 'Note', type: 'text', missing, ...textOf(notes) },
    ],
  };
}

const isMissing = (row: number): boolean => row % 5 === 3;

function textOf(cells: readonly string[]): { bytes: Uint8Array; offsets: Uint32Array } {
  const encoded = cells.map((cell) => Buffer.from(cell));
  const offsets = new Uint32Array(cells.length + 1);
  encoded.forEach((cell, i) => (offsets[i + 1] = offsets[i]! + cell.length));
  return { bytes: new Uint8Array(Buffer.concat(encoded)), offsets };
}
