import { exploreCorrelations } from '../../shared/exploration/correlations.ts';
import { exploreColumn } from '../../shared/exploration/distribution.ts';
import { exploreOverview } from '../../shared/exploration/overview.ts';
import { explorePair } from '../../shared/exploration/pair.ts';
import { queryRows } from '../../shared/exploration/row-query.ts';
import { exploreTests } from '../../shared/exploration/target-tests.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Column, Table } from '../../shared/table/table.ts';
import type { Bench, BenchRow } from './bench.ts';

const N_ROWS = 1_000_000;

/** 12 numbers, 7 categories and a target. */
function wideTable(): Table {
  const rng = createRng(1);
  const numbers = Array.from({ length: 12 }, (_, at): Column => ({
    name: `number ${at}`,
    type: 'numeric',
    missing: null,
    values: Float64Array.from({ length: N_ROWS }, () => rng.normal()),
  }));
  const category = (name: string, levels: readonly string[]): Column => ({
    name,
    type: 'categorical',
    missing: null,
    levels,
    codes: Int32Array.from({ length: N_ROWS }, () => rng.integer(levels.length)),
  });
  const categories = Array.from({ length: 7 }, (_, at) => category(`category ${at}`, ['a', 'b', 'c', 'd']));
  return { nRows: N_ROWS, columns: [...numbers, ...categories, category('target', ['No', 'Yes'])] };
}

const looks: readonly (readonly [measure: string, look: (table: Table) => unknown])[] = [
  ['overview', (table) => exploreOverview(table, 'target')],
  ['one column, split by the target', (table) => exploreColumn(table, 'number 0', 'target')],
  ['two columns', (table) => explorePair(table, 'number 0', 'number 1', createRng(42))],
  ['correlations of all types', (table) => exploreCorrelations(table, 'association', createRng(42))],
  ['tests against the target', (table) => exploreTests(table, { target: 'target' }, createRng(42))],
  ['sort by a number', (table) => queryRows(table, { sort: { column: 'number 3', descending: true } })],
  ['search for a number in every column', (table) => queryRows(table, { search: '0.25' })],
];

/** Best of three: the machine may be busy with something else. */
function timed(look: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    look();
    return performance.now() - start;
  });
  return Math.min(...times);
}

export const exploration: Bench = {
  name: 'exploration',
  about: 'looks at a table of 1,000,000 × 20 in one thread',
  run() {
    const table = wideTable();
    return Promise.resolve(
      looks.map(([measure, look]): BenchRow => ({
        measure,
        unit: 'ms',
        value: Math.round(timed(() => look(table))),
      })),
    );
  },
};
