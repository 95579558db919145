import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import type { NumericColumn } from '../table/table.ts';
import { meanOf, presentValues, varianceOf } from './column-statistics.ts';
import { replaceColumns, stepColumns, wrongColumnType } from './step-columns.ts';
import { parseState, requireUnique } from './step-state.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

type ScaleStep = Extract<PrepareStep, { step: 'scale' }>;

const stateSchema = z.strictObject({
  step: z.literal('scale'),
  /** Scaled value = (value − center) / scale. */
  columns: z.array(z.strictObject({ name: z.string(), center: z.number(), scale: z.number().positive() })),
});
type State = z.infer<typeof stateSchema>;

/**
 * Scales numeric columns by figures of the training part, as scikit-learn's StandardScaler (mean and
 * standard deviation, ddof 0) or MinMaxScaler (to [0, 1]); a constant column keeps scale 1. One-hot
 * indicators are boolean columns and stay 0/1. Missing cells stay missing.
 */
export const scaleTransformer: Transformer<ScaleStep> = {
  step: 'scale',
  fit(table, step) {
    const columns = stepColumns(table, 'scale', step.columns, ['numeric']).map((entry) => ({
      name: entry.name,
      ...(step.method === 'standard' ? standard : minMax)(presentValues(entry)),
    }));
    return fitted({ step: 'scale', columns });
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

interface Scaling {
  center: number;
  scale: number;
}

const UNSCALED: Scaling = { center: 0, scale: 1 };

function standard(values: Float64Array): Scaling {
  if (values.length === 0) return UNSCALED;
  const center = meanOf(values);
  const variance = varianceOf(values, center);
  // Up to here a variance may be rounding alone (scikit-learn, `_is_constant_feature`).
  const noise = values.length * Number.EPSILON;
  const constant = variance <= noise * variance + noise * center * (noise * center);
  return usable({ center, scale: constant ? 1 : Math.sqrt(variance) });
}

function minMax(values: Float64Array): Scaling {
  if (values.length === 0) return UNSCALED;
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return usable({ center: low, scale: high - low < 10 * Number.EPSILON ? 1 : high - low });
}

/** Values near the largest double overflow their own spread; such a column is left as it is. */
function usable(scaling: Scaling): Scaling {
  return Number.isFinite(scaling.center) && Number.isFinite(scaling.scale) ? scaling : UNSCALED;
}

function fitted(state: State): FittedTransformer {
  const byName = new Map(state.columns.map((entry) => [entry.name, entry]));
  const names = new Set(byName.keys());
  return {
    step: 'scale',
    transform: (table) =>
      replaceColumns(table, names, (entry) => {
        if (entry.type !== 'numeric') throw wrongColumnType('scale', entry, 'numeric');
        return [scaled(entry, byName.get(entry.name)!)];
      }),
    state: () => state,
  };
}

function scaled(entry: NumericColumn, { center, scale }: Scaling): NumericColumn {
  return { ...entry, values: entry.values.map((value) => (value - center) / scale) };
}
