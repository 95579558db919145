import type { SchemaColumn } from '../records/dataset.ts';
import { cell, cellText } from './cells.ts';
import { column, schemaOf } from './columns.ts';
import { matchRows, type MatchedBy, type MatchOptions } from './match-rows.ts';
import { rowDigests } from './row-digests.ts';
import type { Cell, Column, Table } from './table.ts';

export interface DiffOptions extends MatchOptions {
  /** Rows listed of each kind; all are counted. */
  readonly atMost?: number;
}

export interface RowDiff {
  /** The row's value of the key, its number (from 1), or its place in its own table (from 1). */
  readonly row: string | number;
}

export interface TableDiff {
  readonly by: MatchedBy;
  readonly columns: {
    readonly added: SchemaColumn[];
    readonly removed: SchemaColumn[];
    readonly retyped: { readonly name: string; readonly from: string; readonly to: string }[];
  };
  readonly rows: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly same: number;
  };
  /** Changed cells of each column that has any. */
  readonly cells: { readonly column: string; readonly changed: number }[];
  readonly added: (RowDiff & { readonly cells: Cell[] })[];
  readonly removed: (RowDiff & { readonly cells: Cell[] })[];
  readonly changed: (RowDiff & {
    readonly cells: { readonly column: string; readonly old: Cell; readonly value: Cell }[];
  })[];
}

/**
 * What became of a table: columns and rows that came, went, or changed, cell by cell. Rows are told apart
 * by the key that is named; else by their numbers; else by the first identifier column that names every
 * row of both tables once; else by their content. Cost: linear in the cells.
 * @throws AppError `column-unknown`, `key-not-unique`.
 */
export function diffTables(before: Table, after: Table, options: DiffOptions = {}): TableDiff {
  const columns = diffColumns(before, after);
  const match = matchRows(before, after, options);
  const shared = sharedColumns(before, after);
  const pairs = changedPairs(before, after, match.pairs, shared);
  const atMost = options.atMost ?? 100;
  const list = (table: Table, rows: Int32Array, side: 'before' | 'after') =>
    [...rows.subarray(0, atMost)].map((row) => ({
      row: match.nameOf(side, row),
      cells: table.columns.map((entry) => cell(entry, row)),
    }));
  return {
    by: match.by,
    columns,
    rows: {
      added: match.added.length,
      removed: match.removed.length,
      changed: pairs.length,
      same: match.pairs.length / 2 - pairs.length,
    },
    cells: countCells(pairs, shared),
    added: list(after, match.added, 'after'),
    removed: list(before, match.removed, 'before'),
    changed: pairs.slice(0, atMost).map(([from, to]) => ({
      row: match.nameOf('after', to),
      cells: changedCells(shared, from, to),
    })),
  };
}

function diffColumns(before: Table, after: Table): TableDiff['columns'] {
  const [old, now] = [schemaOf(before), schemaOf(after)];
  const types = new Map(old.map(({ name, type }) => [name, type]));
  const kept = new Set(now.map(({ name }) => name));
  return {
    added: now.filter(({ name }) => !types.has(name)),
    removed: old.filter(({ name }) => !kept.has(name)),
    retyped: now.flatMap(({ name, type }) => {
      const from = types.get(name);
      return from === undefined || from === type ? [] : [{ name, from, to: type }];
    }),
  };
}

interface SharedColumn {
  readonly name: string;
  readonly before: Column;
  readonly after: Column;
}

function sharedColumns(before: Table, after: Table): SharedColumn[] {
  const names = new Set(after.columns.map(({ name }) => name));
  return before.columns
    .filter(({ name }) => names.has(name))
    .map((entry) => ({ name: entry.name, before: entry, after: column(after, entry.name) }));
}

/** Pairs of rows with a cell that differs. Digests find them; cells are compared only where one type became another. */
function changedPairs(
  before: Table,
  after: Table,
  pairs: Int32Array,
  shared: readonly SharedColumn[],
): [from: number, to: number][] {
  const same = shared.filter((entry) => entry.before.type === entry.after.type);
  const retyped = shared.filter((entry) => entry.before.type !== entry.after.type);
  const digests = (table: Table): BigUint64Array =>
    rowDigests(
      table,
      same.map(({ name }) => name),
    );
  const [old, now] = [digests(before), digests(after)];
  const changed: [number, number][] = [];
  for (let i = 0; i < pairs.length; i += 2) {
    const [from, to] = [pairs[i]!, pairs[i + 1]!];
    if (old[from] !== now[to] || retyped.some((entry) => differs(entry, from, to))) changed.push([from, to]);
  }
  return changed;
}

/** A column of another type has changed cells where the text of a cell is another. */
function differs({ before, after }: SharedColumn, from: number, to: number): boolean {
  if (before.type !== after.type) return cellText(before, from) !== cellText(after, to);
  return cell(before, from) !== cell(after, to);
}

function changedCells(
  shared: readonly SharedColumn[],
  from: number,
  to: number,
): TableDiff['changed'][number]['cells'] {
  return shared
    .filter((entry) => differs(entry, from, to))
    .map(({ name, before, after }) => ({ column: name, old: cell(before, from), value: cell(after, to) }));
}

function countCells(pairs: readonly [number, number][], shared: readonly SharedColumn[]): TableDiff['cells'] {
  return shared
    .map((entry) => ({
      column: entry.name,
      changed: pairs.reduce((sum, [from, to]) => sum + (differs(entry, from, to) ? 1 : 0), 0),
    }))
    .filter(({ changed }) => changed > 0);
}
