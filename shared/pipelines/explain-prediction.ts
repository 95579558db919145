import { AppError } from '../errors/app-error.ts';
import type { Explained, ScoreParts } from '../estimators/estimator.ts';
import { estimatorByName } from '../estimators/registry.ts';
import type { FeatureValue } from '../packaging/manifest.ts';
import { toFeatures } from '../preparation/features.ts';
import { isoText } from '../table/cells.ts';
import { tableFromInstances } from '../table/instances.ts';
import type { PredictionAnswer } from './answer.ts';
import { checkFeatures } from './check-features.ts';
import { featureOrigins, foldByInput } from './feature-origins.ts';
import { applySteps } from './prepare-data.ts';
import type { ServingModel } from './serving-model.ts';

/** Why a model answered as it did: what every input column added, for each class. */
export interface Explanation {
  readonly answer: PredictionAnswer;
  readonly scale: Explained['scale'];
  /** Whether the answer's probabilities are calibrated; what is explained are those before that. */
  readonly calibrated: boolean;
  /** One a class, in the order of the labels; one for regression. */
  readonly outputs: readonly ExplainedOutput[];
}

export interface ExplainedOutput {
  /** The class; null for regression. */
  readonly label: string | null;
  /** What the model says where it knows nothing of the row. */
  readonly base: number;
  /** base + the amounts of all columns, to a rounding error. */
  readonly score: number;
  /** Every input, what moved the score most first. */
  readonly columns: readonly ColumnContribution[];
}

export interface ColumnContribution {
  readonly column: string;
  readonly value: FeatureValue;
  readonly amount: number;
  /** The features made of the column, where there are several: those that count most. */
  readonly features: readonly { readonly feature: string; readonly amount: number }[];
}

const MOST_FEATURES = 8;

/**
 * Explains one prediction by exact Shapley values, folded back to the columns that were given.
 * @throws AppError `features-invalid`, `unknown-category`; `not-explainable` for an estimator that knows no
 * exact way, and for a model made before what it takes was stored. Cost: see `addTreeShap`, `linearShap`.
 */
export function explainPrediction(served: ServingModel, features: unknown): Explanation {
  const { manifest, model, transformers } = served;
  const { signature, pipeline } = manifest;
  const estimator = estimatorByName(manifest.estimator.name);
  if (model.explain === undefined)
    throw new AppError('not-explainable', {
      detail: `There is no exact way to tell what each column adds to an answer of ${estimator.name}: not available for this model.`,
    });
  const row = checkFeatures(signature, features);
  const { answer } = served.predict(features);
  const table = applySteps(tableFromInstances(signature.inputs, [row]), transformers);
  const explained = model.explain(toFeatures(table, transformers, estimator.missing === true).X);
  const origins = featureOrigins(signature, transformers);
  const shown = (parts: ScoreParts, label: string | null): ExplainedOutput => {
    const amounts = foldByInput(parts.contributions, origins, signature.inputs.length);
    const columns = signature.inputs.map(({ name, type }, at) => ({
      column: name,
      value: type === 'datetime' && typeof row[at] === 'number' ? isoText(row[at]) : row[at]!,
      amount: amounts[at]!,
      features: strongest(parts.contributions, origins, at, pipeline.featureNames),
    }));
    return {
      label,
      base: parts.base,
      score: amounts.reduce((sum, amount) => sum + amount, parts.base),
      columns: columns.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount)),
    };
  };
  const labels = signature.output.task === 'classification' ? signature.output.labels : [null];
  return {
    answer,
    scale: explained.scale,
    calibrated: manifest.calibration !== undefined,
    outputs: byClass(explained).map((parts, at) => shown(parts, labels[at]!)),
  };
}

/** What speaks for the second of two classes speaks against the first. */
function byClass({ scale, scores }: Explained): readonly ScoreParts[] {
  if (scale !== 'log-odds') return scores;
  const { base, contributions } = scores[0]!;
  return [{ base: -base, contributions: contributions.map((amount) => -amount) }, ...scores];
}

function strongest(
  contributions: Float64Array,
  origins: readonly (readonly number[])[],
  input: number,
  names: readonly string[],
): ColumnContribution['features'] {
  const own = [...contributions.keys()].filter((feature) => origins[feature]!.includes(input));
  if (own.length < 2) return [];
  return own
    .filter((feature) => contributions[feature] !== 0)
    .sort((a, b) => Math.abs(contributions[b]!) - Math.abs(contributions[a]!))
    .slice(0, MOST_FEATURES)
    .map((feature) => ({
      feature: names[feature]!,
      amount: contributions[feature]! / origins[feature]!.length,
    }));
}
