import type { JsonRow } from './row-scanner.ts';
import { unescaped } from './row-scanner.ts';
import { ARRAY, ESCAPED, NULL, OBJECT } from './value-scanner.ts';

/** Takes one cell: its bytes as text, or null. */
export interface CellTaker {
  add(bytes: Uint8Array, start: number, end: number): void;
  addNull(): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Hands a value of a row over as the text that a delimited file would have for it. */
export function addJsonCell(row: JsonRow, cell: number, into: CellTaker): void {
  const kind = row.kinds[cell]!;
  if (kind === NULL) into.addNull();
  else if (kind !== ESCAPED) into.add(row.bytes, row.starts[cell]!, row.ends[cell]!);
  else {
    const text = encoder.encode(unescaped(row.bytes, row.starts[cell]!, row.ends[cell]!));
    into.add(text, 0, text.length);
  }
}

export const isNested = (row: JsonRow, cell: number): boolean =>
  row.kinds[cell] === OBJECT || row.kinds[cell] === ARRAY;

/** Which column a key belongs to; rows whose keys stand as in the row before cost no look-up. */
export interface KeyIndex {
  /** Column of the key of a cell; −1 when there is none. */
  columnOf(row: JsonRow, cell: number): number;
  /** Makes a column for the key of a cell. */
  add(row: JsonRow, cell: number): number;
  readonly names: readonly string[];
}

export function createKeyIndex(known: readonly string[]): KeyIndex {
  const names = [...known];
  const byName = new Map(names.map((name, column) => [name, column]));
  // The keys of the last row by place, and the column of each.
  const lastKeys: Uint8Array[] = [];
  const lastColumns: number[] = [];

  function columnOf(row: JsonRow, cell: number): number {
    const last = lastKeys[cell];
    if (last !== undefined && isSame(last, row, cell)) return lastColumns[cell]!;
    const column = byName.get(keyText(row, cell)) ?? -1;
    if (column >= 0) remember(row, cell, column);
    return column;
  }

  function remember(row: JsonRow, cell: number, column: number): void {
    if (cell > lastKeys.length) return;
    lastKeys[cell] = row.bytes.slice(row.keyStarts[cell], row.keyEnds[cell]);
    lastColumns[cell] = column;
  }

  return {
    names,
    columnOf,
    add(row, cell) {
      const name = keyText(row, cell);
      byName.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}

function isSame(last: Uint8Array, row: JsonRow, cell: number): boolean {
  const start = row.keyStarts[cell]!;
  if (row.keyEnds[cell]! - start !== last.length) return false;
  for (let i = 0; i < last.length; i += 1) if (row.bytes[start + i] !== last[i]) return false;
  return true;
}

function keyText(row: JsonRow, cell: number): string {
  const [start, end] = [row.keyStarts[cell]!, row.keyEnds[cell]!];
  if (row.keyKinds[cell] === ESCAPED) return unescaped(row.bytes, start, end);
  return decoder.decode(row.bytes.subarray(start, end));
}
