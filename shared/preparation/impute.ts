import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { isMissing } from '../table/cells.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import type {
  BooleanColumn,
  CategoricalColumn,
  Column,
  DatetimeColumn,
  NumericColumn,
} from '../table/table.ts';
import { levelCounts, meanOf, presentValues, quantileOfSorted } from './column-statistics.ts';
import { replaceColumns, stepColumns, wrongColumnType } from './step-columns.ts';
import { parseState, requireUnique } from './step-state.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

type ImputeStep = Extract<PrepareStep, { step: 'impute' }>;

/** The level that stands for "missing" where missing is a category of its own. */
const MISSING_LEVEL = '(missing)';

const stateSchema = z.strictObject({
  step: z.literal('impute'),
  columns: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ name: z.string(), type: z.enum(['numeric', 'datetime']), fill: z.number() }),
      z.strictObject({ name: z.string(), type: z.literal('boolean'), fill: z.boolean() }),
      z.strictObject({ name: z.string(), type: z.literal('categorical'), fill: z.string() }),
    ]),
  ),
});
type State = z.infer<typeof stateSchema>;
type Fill = State['columns'][number];

/**
 * Fills missing cells with a value fitted on the training part, as scikit-learn's SimpleImputer:
 * median, mean or zero for numbers and datetimes; the most frequent value (ties: first in code-point
 * order) or a level of its own for categories; the most frequent value for booleans, which have no room
 * for a third. A column without any value in training is filled with 0, false or the missing level.
 * Columns that were complete in training get a fill too, since a prediction may lack them. `keep` leaves
 * missing cells as they are, for estimators that take them.
 */
export const imputeTransformer: Transformer<ImputeStep> = {
  step: 'impute',
  fit(table, step) {
    const types = ['numeric', 'datetime', 'boolean', 'categorical'] as const;
    const columns = stepColumns(table, 'impute', step.columns, types).filter((entry) => fills(entry, step));
    return fitted({ step: 'impute', columns: columns.map((entry) => fillOf(entry, step)) });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(
      state.columns.map((entry) => entry.name),
      '/columns',
    );
    return fitted(state);
  },
};

/** Booleans go with the categories: they have the most frequent of two. */
const fills = ({ type }: Column, { numeric, categorical }: ImputeStep): boolean =>
  (type === 'numeric' || type === 'datetime' ? numeric : categorical) !== 'keep';

function fillOf(
  entry: NumericColumn | DatetimeColumn | BooleanColumn | CategoricalColumn,
  step: ImputeStep,
): Fill {
  const { name, type } = entry;
  switch (type) {
    case 'numeric':
    case 'datetime':
      return { name, type, fill: numericFill(presentValues(entry), step.numeric) };
    case 'boolean':
      return { name, type, fill: meanOf(presentValues(entry)) > 0.5 };
    case 'categorical':
      return {
        name,
        type,
        fill: step.categorical === 'missing-level' ? MISSING_LEVEL : mostFrequent(entry),
      };
  }
}

function numericFill(values: Float64Array, method: ImputeStep['numeric']): number {
  if (values.length === 0 || method === 'zero') return 0;
  return method === 'mean' ? meanOf(values) : quantileOfSorted(values.toSorted(), 0.5);
}

function mostFrequent(entry: CategoricalColumn): string {
  const counts = levelCounts(entry.codes, entry.levels.length);
  const codes = [...counts.keys()].filter((code) => counts[code]! > 0);
  codes.sort((a, b) => counts[b]! - counts[a]! || byCodePoint(entry.levels[a]!, entry.levels[b]!));
  return codes.length === 0 ? MISSING_LEVEL : entry.levels[codes[0]!]!;
}

function fitted(state: State): FittedTransformer {
  const fills = new Map(state.columns.map((entry) => [entry.name, entry]));
  const names = new Set(fills.keys());
  return {
    step: 'impute',
    transform: (table) => replaceColumns(table, names, (entry) => [filled(entry, fills.get(entry.name)!)]),
    state: () => state,
  };
}

function filled(entry: Column, fill: Fill): Column {
  if (entry.type !== fill.type) throw wrongColumnType('impute', entry, fill.type);
  if (entry.missing === null) return entry;
  switch (fill.type) {
    case 'numeric':
    case 'datetime':
    case 'boolean':
      return withValues(entry as NumericColumn | DatetimeColumn | BooleanColumn, Number(fill.fill));
    case 'categorical':
      return withLevel(entry as CategoricalColumn, fill.fill);
  }
}

function withValues(entry: NumericColumn | DatetimeColumn | BooleanColumn, fill: number): Column {
  const values = entry.values.slice();
  for (let row = 0; row < values.length; row += 1) if (isMissing(entry, row)) values[row] = fill;
  return { ...entry, values, missing: null } as Column;
}

function withLevel(entry: CategoricalColumn, level: string): CategoricalColumn {
  const known = entry.levels.indexOf(level);
  const code = known < 0 ? entry.levels.length : known;
  const levels = known < 0 ? [...entry.levels, level] : entry.levels;
  return { ...entry, levels, codes: entry.codes.map((own) => (own < 0 ? code : own)), missing: null };
}
