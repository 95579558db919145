import type { JsonObject } from '../records/json.ts';
import type { PrepareStep } from '../records/recipe.ts';
import type { Table } from '../table/table.ts';
import { datetimeTransformer } from './datetime.ts';
import { deriveTransformer } from './derive.ts';
import { encodeTransformer } from './encode.ts';
import { imputeTransformer } from './impute.ts';
import { outlierTransformer } from './outliers.ts';
import { scaleTransformer } from './scale.ts';
import { sequenceTransformer } from './sequence.ts';
import { vectorizeTransformer } from './vectorize.ts';
import { invalidState } from './step-state.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

/** Every preparation step, one line each. */
const transformers: { readonly [S in PrepareStep as S['step']]: Transformer<S> } = {
  derive: deriveTransformer,
  datetime: datetimeTransformer,
  outliers: outlierTransformer,
  impute: imputeTransformer,
  encode: encodeTransformer,
  scale: scaleTransformer,
  vectorize: vectorizeTransformer,
  sequence: sequenceTransformer,
};

/**
 * Fits one step on the training part alone; what it returns is a value that travels with the model.
 * @throws AppError `column-unknown`, `recipe-invalid` for a named column the step cannot treat.
 */
export function fitTransformer(step: PrepareStep, table: Table): FittedTransformer {
  // The table above pairs each step with its transformer; TypeScript cannot follow it through the key.
  return (transformers[step.step] as Transformer).fit(table, step);
}

/**
 * Rebuilds a fitted step from untrusted state.
 * @throws AppError `model-invalid` with a pointer into the state.
 */
export function restoreTransformer(state: JsonObject): FittedTransformer {
  const step = state['step'];
  if (typeof step !== 'string' || !Object.hasOwn(transformers, step))
    throw invalidState('/step', `there is no step ${JSON.stringify(step)?.slice(0, 80) ?? 'at all'}.`);
  return transformers[step as PrepareStep['step']].restore(state);
}
