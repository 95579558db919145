import { AppError } from '../errors/app-error.ts';
import { cellText, isMissing } from './cells.ts';
import { column } from './columns.ts';
import { rowDigests } from './row-digests.ts';
import type { Table } from './table.ts';

export interface MatchOptions {
  /** Names the column that tells rows apart. */
  readonly key?: string;
  /** Numbers of the rows where both tables come from one dataset, ascending. */
  readonly numbers?: { readonly before: Int32Array; readonly after: Int32Array };
}

/** How rows were told apart; `content` knows no changed row, only removed and added ones. */
export type MatchedBy =
  { readonly kind: 'key'; readonly column: string } | { readonly kind: 'number' | 'content' };

export interface RowMatch {
  readonly by: MatchedBy;
  /** Positions of the same row in both tables: before, after, before, after … */
  readonly pairs: Int32Array;
  /** Positions in the table after. */
  readonly added: Int32Array;
  /** Positions in the table before. */
  readonly removed: Int32Array;
  /** What a person calls a row: its key, or its number from 1. */
  nameOf(side: 'before' | 'after', position: number): string | number;
}

/**
 * Which rows of two tables are the same.
 * @throws AppError `column-unknown`; `key-not-unique` for a named key that is missing or stands twice.
 */
export function matchRows(before: Table, after: Table, { key, numbers }: MatchOptions): RowMatch {
  if (key !== undefined)
    return byKey(before, after, key, requiredKeys(before, key), requiredKeys(after, key));
  if (numbers !== undefined) return byNumber(numbers.before, numbers.after);
  for (const name of identifiers(before, after)) {
    const [old, now] = [uniqueKeys(before, name), uniqueKeys(after, name)];
    if (old !== null && now !== null) return byKey(before, after, name, old, now);
  }
  return byContent(before, after);
}

function identifiers(before: Table, after: Table): string[] {
  const known = new Set(after.columns.filter(({ type }) => type === 'identifier').map(({ name }) => name));
  return before.columns
    .filter(({ type, name }) => type === 'identifier' && known.has(name))
    .map(({ name }) => name);
}

/** Positions by key; null when one is missing or stands twice. */
function uniqueKeys(table: Table, name: string): Map<string, number> | null {
  const source = column(table, name);
  const keys = new Map<string, number>();
  for (let row = 0; row < table.nRows; row += 1) {
    if (isMissing(source, row)) return null;
    keys.set(cellText(source, row), row);
  }
  return keys.size === table.nRows ? keys : null;
}

function requiredKeys(table: Table, name: string): Map<string, number> {
  const keys = uniqueKeys(table, name);
  if (keys !== null) return keys;
  throw new AppError('key-not-unique', {
    detail: `"${name}" does not name every row once: a value is missing or stands twice.`,
  });
}

function byKey(
  before: Table,
  after: Table,
  name: string,
  old: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): RowMatch {
  const [pairs, removed]: [number[], number[]] = [[], []];
  for (const [key, row] of old) {
    const to = now.get(key);
    if (to === undefined) removed.push(row);
    else pairs.push(row, to);
  }
  const added = [...now].filter(([key]) => !old.has(key)).map(([, row]) => row);
  const columns = { before: column(before, name), after: column(after, name) };
  return {
    by: { kind: 'key', column: name },
    ...positions(pairs, added, removed),
    nameOf: (side, row) => cellText(columns[side], row),
  };
}

/** Both ascend, so one walk along them is enough. */
function byNumber(before: Int32Array, after: Int32Array): RowMatch {
  const [pairs, added, removed]: [number[], number[], number[]] = [[], [], []];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i] ?? Infinity, after[j] ?? Infinity];
    if (old === now) pairs.push(i, j);
    else if (old < now) removed.push(i);
    else added.push(j);
    if (old <= now) i += 1;
    if (now <= old) j += 1;
  }
  const numbers = { before, after };
  return {
    by: { kind: 'number' },
    ...positions(pairs, added, removed),
    nameOf: (side, row) => numbers[side][row]! + 1,
  };
}

/** Equal rows are matched in their order; what is left over on either side is removed or added. */
function byContent(before: Table, after: Table): RowMatch {
  const shared = before.columns
    .filter(({ name, type }) => after.columns.some((other) => other.name === name && other.type === type))
    .map(({ name }) => name);
  const waiting = new Map<bigint, number[]>();
  rowDigests(after, shared).forEach((digest, row) => {
    const rows = waiting.get(digest);
    if (rows === undefined) waiting.set(digest, [row]);
    else rows.push(row);
  });
  const next = new Map<bigint, number>();
  const [pairs, removed]: [number[], number[]] = [[], []];
  rowDigests(before, shared).forEach((digest, row) => {
    const at = next.get(digest) ?? 0;
    const to = waiting.get(digest)?.[at];
    next.set(digest, at + 1);
    if (to === undefined) removed.push(row);
    else pairs.push(row, to);
  });
  const taken = new Set(pairs.filter((_, i) => i % 2 === 1));
  const added = Array.from({ length: after.nRows }, (_, row) => row).filter((row) => !taken.has(row));
  return { by: { kind: 'content' }, ...positions(pairs, added, removed), nameOf: (_side, row) => row + 1 };
}

function positions(
  pairs: number[],
  added: number[],
  removed: number[],
): Pick<RowMatch, 'pairs' | 'added' | 'removed'> {
  return { pairs: Int32Array.from(pairs), added: Int32Array.from(added), removed: Int32Array.from(removed) };
}
