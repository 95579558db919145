import { exploreCorrelations } from '../../shared/exploration/correlations.ts';
import { exploreColumn } from '../../shared/exploration/distribution.ts';
import { freeChart } from '../../shared/exploration/free-chart.ts';
import { exploreOverview } from '../../shared/exploration/overview.ts';
import { explorePair } from '../../shared/exploration/pair.ts';
import { isAll } from '../../shared/exploration/row-filter.ts';
import { queryRows } from '../../shared/exploration/row-query.ts';
import { exploreTests } from '../../shared/exploration/target-tests.ts';
import { exploreText } from '../../shared/exploration/text.ts';
import type { Rng } from '../../shared/random/generator.ts';
import { createRng } from '../../shared/random/rng.ts';
import { missingCount } from '../../shared/table/cells.ts';
import { selectRows, withUsedLevels } from '../../shared/table/shape.ts';
import { transferables } from '../../shared/table/transferables.ts';
import type { Table } from '../../shared/table/table.ts';
import { breathe } from '../pool/breathe.ts';
import type { Task, TableRef, TaskContext } from './task.ts';
import type { TaskMap } from './tasks.ts';

/** Every look at the same data draws the same rows. */
const SEED = 42;

/** Answers by table, for as long as the worker keeps the table: the oldest makes room for the newest. */
function memory<Value>(most: number): (table: Table, key: string, make: () => Value) => Value {
  const byTable = new WeakMap<Table, Map<string, Value>>();
  return (table, key, make) => {
    const known = byTable.get(table) ?? new Map<string, Value>();
    byTable.set(table, known);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    if (known.size > most) known.delete(known.keys().next().value!);
    return made;
  };
}

const views = memory<unknown>(64);
/** Few, since each holds a number a row. */
const orders = memory<Int32Array | null>(4);
const gaps = memory<number[]>(1);

/** Lets an abort in before the work: what a person has typed on from need not be computed. */
async function unlessAborted(context: TaskContext): Promise<void> {
  context.report({ stage: 'explore', done: 0, total: 0 });
  await breathe();
  context.checkNotAborted();
}

/** Goes out while the work holds the thread: an abort meanwhile ends the worker. */
const columnsSeen =
  ({ report }: TaskContext) =>
  (done: number, total: number): void =>
    report({ stage: 'explore', done, total });

interface LookTools {
  readonly rng: Rng;
  readonly onColumn: (done: number, total: number) => void;
}

/** A look at a table: a pure function of it and the wish. */
function look<Wish extends object, View>(
  name: string,
  view: (table: Table, wish: Wish, tools: LookTools) => View,
): Task<Wish & { table: TableRef }, View> {
  return {
    async run({ table: ref, ...wish }, context) {
      const table = await context.table(ref);
      await unlessAborted(context);
      const key = `${name} ${JSON.stringify(wish)}`;
      const tools = { rng: createRng(SEED), onColumn: columnsSeen(context) };
      return views(table, key, () => view(table, wish as unknown as Wish, tools)) as View;
    },
  };
}

type In<N extends keyof TaskMap> = Omit<TaskMap[N]['input'], 'table'>;

export const exploreTasks = {
  'explore-overview': look('overview', (table, { target }: In<'explore-overview'>, { onColumn }) =>
    exploreOverview(table, target, onColumn),
  ),
  'explore-column': look('column', (table, wish: In<'explore-column'>) =>
    exploreColumn(table, wish.column, wish.split),
  ),
  'explore-pair': look('pair', (table, { x, y }: In<'explore-pair'>, { rng }) =>
    explorePair(table, x, y, rng),
  ),
  'explore-correlations': look('correlations', (table, wish: In<'explore-correlations'>, { rng }) =>
    exploreCorrelations(table, wish.measure, rng),
  ),
  'explore-tests': look('tests', (table, { wish }: In<'explore-tests'>, { rng }) =>
    exploreTests(table, wish, rng),
  ),
  'explore-text': look('text', (table, wish: In<'explore-text'>, { rng }) =>
    exploreText(table, wish.column, wish.target, rng),
  ),
  'explore-chart': look('chart', (table, { spec }: In<'explore-chart'>, { rng }) =>
    freeChart(table, spec, rng),
  ),
};

/** Rows by their places, e.g. those that broke a promise. */
export const rowsAtTask: Task<TaskMap['rows-at']['input'], TaskMap['rows-at']['output']> = {
  async run({ table: ref, rows }, context) {
    const table = await context.table(ref);
    return {
      window: withoutUnusedLevels(selectRows(table, Int32Array.from(rows))),
      missing: missingOf(table),
    };
  },
  transfer: ({ window }) => transferables(window),
};

/** A window on the rows of a query, so that a page holds what is in sight and no more. */
export const exploreRowsTask: Task<TaskMap['explore-rows']['input'], TaskMap['explore-rows']['output']> = {
  async run({ table: ref, query, from, count }, context) {
    const peeked = isAll(query) ? await context.peek(ref, from, count) : null;
    if (peeked !== null) {
      const { window } = peeked;
      return { ...peeked, window: withoutUnusedLevels(window), rows: placesFrom(from, window.nRows) };
    }
    const table = await context.table(ref);
    await unlessAborted(context);
    const seen = columnsSeen(context);
    const order = orders(table, JSON.stringify(query), () => queryRows(table, query, seen));
    const missing = missingOf(table);
    const nRows = order?.length ?? table.nRows;
    const size = Math.max(0, Math.min(count, nRows - from));
    const rows = order?.slice(from, from + size) ?? placesFrom(from, size);
    return { nRows, rows, window: withoutUnusedLevels(selectRows(table, rows)), missing };
  },
  transfer: ({ rows, window }) => [rows.buffer as ArrayBuffer, ...transferables(window)],
};

const missingOf = (table: Table): number[] => gaps(table, '', () => table.columns.map(missingCount));

const placesFrom = (from: number, size: number): Int32Array =>
  Int32Array.from({ length: size }, (_, at) => from + at);

/** A window of 100 rows need not carry a dictionary of 100,000 levels to the page. */
function withoutUnusedLevels({ nRows, columns }: Table): Table {
  return {
    nRows,
    columns: columns.map((column) => (column.type === 'categorical' ? withUsedLevels(column) : column)),
  };
}
