import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import type { NumericColumn, Table } from '../table/table.ts';
import { meanOf, presentValues, quantileOfSorted, varianceOf } from './column-statistics.ts';
import { replaceColumns, stepColumns, wrongColumnType } from './step-columns.ts';
import { invalidState, parseState, requireUnique } from './step-state.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

type OutlierStep = Extract<PrepareStep, { step: 'outliers' }>;

const stateSchema = z.strictObject({
  step: z.literal('outliers'),
  action: z.enum(['clip', 'drop', 'keep']),
  /** Values below `low` or above `high` are outliers. */
  columns: z.array(z.strictObject({ name: z.string(), low: z.number(), high: z.number() })),
});
type State = z.infer<typeof stateSchema>;
type Bounds = State['columns'][number];

/**
 * Bounds for numeric columns, fitted on the training part: quartiles ∓ `factor` × IQR (Tukey), or mean
 * ∓ `factor` × standard deviation. `clip` moves outliers to the bound, at prediction too; `drop` leaves
 * their rows out of training and passes values through at prediction; `keep` changes nothing. A column
 * whose spread is 0 has no bounds: with three quarters of it equal, every other value would be lost.
 */
export const outlierTransformer: Transformer<OutlierStep> = {
  step: 'outliers',
  fit(table, step) {
    const columns = stepColumns(table, 'outliers', step.columns, ['numeric']);
    return fitted({
      step: 'outliers',
      action: step.action,
      columns: columns.flatMap((entry) => boundsOf(entry, step) ?? []),
    });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(
      state.columns.map((entry) => entry.name),
      '/columns',
    );
    const wrong = state.columns.findIndex(({ low, high }) => low > high);
    if (wrong >= 0) throw invalidState(`/columns/${wrong}`, 'the lower bound lies above the upper one.');
    return fitted(state);
  },
};

function boundsOf(entry: NumericColumn, step: OutlierStep): Bounds | null {
  const values = presentValues(entry);
  if (values.length === 0) return null;
  const [from, to, spread] = step.method === 'iqr' ? quartiles(values) : deviation(values);
  const low = from - step.factor * spread;
  const high = to + step.factor * spread;
  const bounded = spread > 0 && Number.isFinite(low) && Number.isFinite(high);
  return bounded ? { name: entry.name, low, high } : null;
}

function quartiles(values: Float64Array): [number, number, number] {
  const sorted = values.toSorted();
  const q1 = quantileOfSorted(sorted, 0.25);
  const q3 = quantileOfSorted(sorted, 0.75);
  return [q1, q3, q3 - q1];
}

function deviation(values: Float64Array): [number, number, number] {
  const mean = meanOf(values);
  return [mean, mean, Math.sqrt(varianceOf(values, mean))];
}

function fitted(state: State): FittedTransformer {
  const byName = new Map(state.columns.map((entry) => [entry.name, entry]));
  const clipped = new Set(state.action === 'clip' ? byName.keys() : []);
  return {
    step: 'outliers',
    transform: (table) =>
      replaceColumns(table, clipped, (entry) => [clip(requireNumeric(entry), byName.get(entry.name)!)]),
    ...(state.action === 'drop' ? { keepRows: (table: Table) => rowsWithin(table, state.columns) } : {}),
    state: () => state,
  };
}

/** Missing cells (NaN) pass through both comparisons. */
function clip(entry: NumericColumn, { low, high }: Bounds): NumericColumn {
  return { ...entry, values: entry.values.map((value) => (value < low ? low : value > high ? high : value)) };
}

function rowsWithin(table: Table, bounds: readonly Bounds[]): Uint8Array {
  const keep = new Uint8Array(table.nRows).fill(1);
  for (const { name, low, high } of bounds) {
    const [entry] = stepColumns(table, 'outliers', [name], ['numeric']);
    entry!.values.forEach((value, row) => {
      if (value < low || value > high) keep[row] = 0;
    });
  }
  return keep;
}

function requireNumeric(entry: Table['columns'][number]): NumericColumn {
  if (entry.type !== 'numeric') throw wrongColumnType('outliers', entry, 'numeric');
  return entry;
}
