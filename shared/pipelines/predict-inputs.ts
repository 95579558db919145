import type { FittedModel } from '../estimators/estimator.ts';
import type { FeatureValue, Signature } from '../packaging/manifest.ts';
import { toFeatures } from '../preparation/features.ts';
import type { FittedTransformer, TransformWarning } from '../preparation/transformer.ts';
import { tableFromInstances } from '../table/instances.ts';
import { applySteps } from './prepare-data.ts';

/**
 * The only road from feature values to outputs (PRED1): the same fitted steps and the same model that
 * training made. `rows` hold checked values in signature order; the result is nRows × nOutputs. `takesMissing`
 * is what the model's estimator says.
 */
export function predictInputs(
  signature: Signature,
  transformers: readonly FittedTransformer[],
  model: FittedModel,
  rows: readonly (readonly FeatureValue[])[],
  takesMissing: boolean,
  warnings?: TransformWarning[],
): Float64Array {
  const table = tableFromInstances(signature.inputs, rows);
  return model.predict(toFeatures(applySteps(table, transformers, warnings), transformers, takesMissing).X);
}
