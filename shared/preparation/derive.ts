import { AppError } from '../errors/app-error.ts';
import { log } from '../numeric/exp-log.ts';
import type { DerivedColumn } from '../records/derived.ts';
import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { column } from '../table/columns.ts';
import { isSet, missingBuilder } from '../table/missing-bitmap.ts';
import type { BooleanColumn, Column, DatetimeColumn, NumericColumn, Table } from '../table/table.ts';
import { binColumn, binEdges } from './bins.ts';
import { invalidState, parseState, requireUnique } from './step-state.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

type DeriveStep = Extract<PrepareStep, { step: 'derive' }>;

const name = z.string().min(1).max(200);
const pair = { name, of: z.tuple([z.string(), z.string()]) };

const stateSchema = z.strictObject({
  step: z.literal('derive'),
  derived: z
    .array(
      z.discriminatedUnion('op', [
        z.strictObject({ op: z.literal('ratio'), ...pair }),
        z.strictObject({ op: z.literal('difference'), ...pair }),
        z.strictObject({ op: z.literal('product'), ...pair }),
        z.strictObject({ op: z.literal('log'), name, of: z.tuple([z.string()]) }),
        z.strictObject({
          op: z.literal('bins'),
          name,
          of: z.tuple([z.string()]),
          /** Between the bins, ascending: bin i holds edges[i − 1] ≤ value < edges[i]. */
          edges: z.array(z.number()).max(99),
          as: z.enum(['category', 'number']),
        }),
      ]),
    )
    .max(1000),
});
type State = z.infer<typeof stateSchema>;
type Derived = State['derived'][number];

/**
 * Columns made from others, behind the ones there are, in the order given. Only the edges of bins are
 * fitted, on the training part. Missing where a source is missing, where a ratio has nothing below it, where
 * a logarithm has no value, and where a result is too large for a double. Cost: linear in the cells; quantiles sort.
 */
export const deriveTransformer: Transformer<DeriveStep> = {
  step: 'derive',
  fit(table, step) {
    const derived: Derived[] = [];
    let current = table;
    for (const wish of step.derived) {
      if (current.columns.some((entry) => entry.name === wish.name)) throw nameTaken(wish.name);
      const entry = fittedColumn(wish, current);
      derived.push(entry);
      current = withColumn(current, entry);
    }
    return fitted({ step: 'derive', derived });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(
      state.derived.map((entry) => entry.name),
      '/derived',
    );
    state.derived.forEach((entry, index) => {
      if (entry.op === 'bins' && entry.edges.some((edge, i) => i > 0 && entry.edges[i - 1]! >= edge))
        throw invalidState(`/derived/${index}/edges`, 'the edges of bins do not ascend.');
    });
    return fitted(state);
  },
};

function fittedColumn(wish: DerivedColumn, table: Table): Derived {
  if (wish.op !== 'bins') return wish;
  const { by, ...kept } = wish;
  return { ...kept, edges: binEdges(numbers(table, wish.of[0], wish), by) };
}

function nameTaken(taken: string): AppError {
  return new AppError('recipe-invalid', {
    detail: `A derived column would be called "${taken}", as a column that there is already.`,
    remedy: 'Give the derived column another name.',
    pointer: '/prepare',
  });
}

function fitted(state: State): FittedTransformer {
  return {
    step: 'derive',
    transform: (table) => state.derived.reduce(withColumn, table),
    made: new Map(state.derived.map(({ name: derivedName, of }) => [derivedName, of])),
    state: () => state,
  };
}

function withColumn(table: Table, entry: Derived): Table {
  return { nRows: table.nRows, columns: [...table.columns, derivedColumn(table, entry)] };
}

const DAY_MS = 86_400_000;

function derivedColumn(table: Table, entry: Derived): Column {
  if (entry.op === 'bins') return binColumn(entry, numbers(table, entry.of[0], entry));
  if (entry.op === 'log') return computed(entry.name, table.nRows, logOf(numbers(table, entry.of[0], entry)));
  const [a, b] = sources(table, entry);
  return computed(entry.name, table.nRows, pairValue[entry.op](a, b));
}

type Source = NumericColumn | BooleanColumn | DatetimeColumn;

/** NaN, from a missing cell too, and infinity become missing. */
function computed(columnName: string, nRows: number, value: (row: number) => number): NumericColumn {
  const missing = missingBuilder();
  const values = new Float64Array(nRows);
  for (let row = 0; row < nRows; row += 1) {
    const result = value(row);
    values[row] = Number.isFinite(result) ? result : NaN;
    if (!Number.isFinite(result)) missing.set(row);
  }
  return { name: columnName, type: 'numeric', missing: missing.finish(nRows), values };
}

const pairValue = {
  ratio: (a: Source, b: Source) => (row: number) => at(a, row) / at(b, row),
  product: (a: Source, b: Source) => (row: number) => at(a, row) * at(b, row),
  difference: (a: Source, b: Source) =>
    a.type === 'datetime'
      ? (row: number) => (at(a, row) - at(b, row)) / DAY_MS
      : (row: number) => at(a, row) - at(b, row),
};

const logOf = (source: Source) => (row: number) => {
  const value = at(source, row);
  return value > 0 ? log(value) : NaN;
};

/** A missing boolean holds 0, not NaN. */
function at(source: Source, row: number): number {
  if (source.type !== 'boolean') return source.values[row]!;
  return isSet(source.missing, row) ? NaN : source.values[row]!;
}

function sources(table: Table, entry: Derived & { of: [string, string] }): [Source, Source] {
  const [a, b] = entry.of.map((each) => column(table, each)) as [Column, Column];
  const dates = [a, b].filter(({ type }) => type === 'datetime').length;
  if (entry.op === 'difference' && dates === 2) return [a as DatetimeColumn, b as DatetimeColumn];
  return [numbers(table, a.name, entry), numbers(table, b.name, entry)];
}

function numbers(table: Table, from: string, { op, name: made }: DerivedColumn | Derived): Source {
  const entry = column(table, from);
  if (entry.type === 'numeric' || entry.type === 'boolean') return entry;
  throw new AppError('recipe-invalid', {
    detail: `The derived column "${made}" (${op}) takes numbers; "${from}" is ${entry.type} at that point.`,
    remedy:
      op === 'difference'
        ? 'Two datetimes have a difference, in days; nothing else.'
        : 'Use a numeric column.',
    pointer: '/prepare',
  });
}
