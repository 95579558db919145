import { createRng } from '../../shared/random/rng.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Cell, ColumnType, Table } from '../../shared/table/table.ts';

/** A table of the given columns, `{name: [type, cells]}`. */
export function tableOf(columns: Record<string, readonly [ColumnType, readonly Cell[]]>): Table {
  const names = Object.keys(columns);
  const inputs = names.map((name) => ({ name, type: columns[name]![0] }));
  const nRows = columns[names[0]!]![1].length;
  return tableFromInstances(
    inputs,
    Array.from({ length: nRows }, (_, row) => names.map((name) => columns[name]![1][row]!)),
  );
}

/** `nRows` honest rows: two features that say something, but not everything, about the target. */
export function honest(nRows: number, seed = 1): Record<string, readonly [ColumnType, Cell[]]> {
  const rng = createRng(seed);
  const target = Array.from({ length: nRows }, () => rng.integer(2));
  return {
    age: ['numeric', target.map((y) => 40 + 10 * rng.normal() + 6 * y)],
    plan: ['categorical', target.map((y) => (rng.uniform() < 0.5 + 0.2 * y ? 'month' : 'year'))],
    churn: ['categorical', target.map((y) => (y === 1 ? 'Yes' : 'No'))],
  };
}
