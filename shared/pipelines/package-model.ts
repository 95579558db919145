import type { Calibrator } from '../estimators/calibration/calibrator.ts';
import type { Estimator, FittedModel, ParamValues } from '../estimators/estimator.ts';
import { encodePackage } from '../packaging/package-file.ts';
import type { FeatureValue, Manifest, Signature } from '../packaging/manifest.ts';
import type { Rng } from '../random/generator.ts';
import { canonicalJson, sha256Hex } from '../records/canonical.ts';
import type { Recipe, RecipeColumn } from '../records/recipe.ts';
import { CONFIDENCE_BINS, confidenceBin } from '../statistics/confidence-bins.ts';
import { profileTable } from '../statistics/profile-build.ts';
import type { FeatureProfile, ReferenceProfile } from '../statistics/profile.ts';
import type { Table } from '../table/table.ts';
import { drawGoldenRows } from './golden-rows.ts';
import type { PreparedData } from './prepare-data.ts';
import { predictInputs } from './predict-inputs.ts';
import { byCodePoint } from '../table/code-point-order.ts';

export interface ModelParts {
  readonly recipe: Recipe;
  readonly dataVersion: string;
  readonly engineVersion: string;
  readonly data: PreparedData;
  /** As it answers: calibrated where there is a calibrator. */
  readonly model: FittedModel;
  readonly calibrator: Calibrator | null;
  readonly estimator: Estimator;
  readonly params: ParamValues;
  /** What of tfjs trained it; null = the own engine. */
  readonly backend: string | null;
  /** Outputs of the model on the training part, nRows × nOutputs. */
  readonly trainProbabilities: Float64Array;
  readonly testMetrics: readonly { key: string; value: number }[];
  readonly rng: Rng;
}

export interface PackagedModel {
  packageBytes: Uint8Array;
  modelDigest: string;
  signatureDigest: string;
  importance: { feature: string; value: number }[];
}

const GOLDEN_ROWS = 8;
/** tfjs models answer within this of what they answered in training, on any backend (PRED1). */
const TENSORFLOW_TOLERANCE = 1e-4;

/**
 * Makes the model package: fitted pipeline, signature, golden rows, reference profile and test metrics.
 * Pure: run ids, names, times and hosts are not in it. No row of the data is either (SYNC10): golden
 * rows are drawn column by column from the profile, texts from the vocabulary.
 */
export function packageModel(parts: ModelParts): PackagedModel {
  const { recipe, data, model, calibrator } = parts;
  const state = model.state();
  const takesMissing = parts.estimator.missing === true;
  const signature = signatureOf(recipe, data, takesMissing);
  const profile = referenceProfile(parts);
  const rows = drawGoldenRows({
    signature,
    profile,
    vocabularies: vocabulariesOf(data),
    nRows: GOLDEN_ROWS,
    rng: parts.rng,
  });
  const importance = importanceByColumn(parts);
  const { register: _register, ...packagedRecipe } = recipe;
  const manifest: Manifest = {
    format: 'treadle-model',
    v: 1,
    engineVersion: parts.engineVersion,
    recipe: packagedRecipe,
    dataVersion: parts.dataVersion,
    signature,
    pipeline: {
      transformers: data.transformers.map((transformer) => ({ ...transformer.state() })),
      featureNames: data.featureNames,
    },
    estimator: { name: parts.estimator.name, params: { ...parts.params }, config: state.config },
    ...(calibrator === null ? {} : { calibration: { method: calibrator.method, scale: calibrator.scale } }),
    golden: {
      rows,
      outputs: goldenOutputs(signature, rows, data, model, takesMissing),
      tolerance: parts.backend === null ? 0 : TENSORFLOW_TOLERANCE,
    },
    profile,
    metrics: [...parts.testMetrics].sort((a, b) => byCodePoint(a.key, b.key)),
    importance,
    containsRows: parts.estimator.keepsRows === true,
  };
  const packageBytes = encodePackage(manifest, [...state.tensors, ...(calibrator?.tensors() ?? [])]);
  return {
    packageBytes,
    modelDigest: sha256Hex(packageBytes),
    signatureDigest: signatureDigest(signature),
    importance,
  };
}

/**
 * Digest of what a client must know to send a request. Ranges and levels are hints for forms that move
 * with every split and batch; hashing them would make each retraining a major version.
 */
export function signatureDigest({ inputs, output }: Signature): string {
  const contract = { inputs: inputs.map(({ name, type, nullable }) => ({ name, type, nullable })), output };
  return sha256Hex(canonicalJson(contract));
}

/** What made-up texts are put together from, by column; every term stands in two rows at least (SYNC10). */
function vocabulariesOf({ transformers }: PreparedData): Map<string, readonly string[]> {
  const blocks = transformers.flatMap((transformer) => [...(transformer.blocks ?? [])]);
  return new Map(blocks.flatMap(({ columns, vocabulary }) => columns.map((name) => [name, vocabulary])));
}

function goldenOutputs(
  signature: Signature,
  rows: FeatureValue[][],
  data: PreparedData,
  model: FittedModel,
  takesMissing: boolean,
): number[][] {
  const outputs = predictInputs(signature, data.transformers, model, rows, takesMissing);
  return rows.map((_, row) => [...outputs.subarray(row * model.nOutputs, (row + 1) * model.nOutputs)]);
}

function signatureOf(recipe: Recipe, data: PreparedData, takesMissing: boolean): Signature {
  const features = recipe.columns.filter((column) => column.role === 'feature');
  return {
    inputs: features.map((column) => inputOf(column, recipe, data.train.features, takesMissing)),
    output: { name: recipe.target, task: recipe.task, labels: data.labels },
  };
}

function inputOf(
  column: RecipeColumn,
  recipe: Recipe,
  train: Table,
  takesMissing: boolean,
): Signature['inputs'][number] {
  const cells = train.columns.find((candidate) => candidate.name === column.name)!;
  // prepareData refuses identifiers as features, so the cast only drops what cannot be.
  const type = column.type as Signature['inputs'][number]['type'];
  const levels = cells.type === 'categorical' ? usedLevels(cells.codes, cells.levels) : [];
  const numbers = cells.type === 'numeric' || cells.type === 'datetime' ? cells.values : null;
  return {
    name: column.name,
    type,
    // A text that is not there has no terms.
    nullable: type === 'text' || takesMissing || imputes(recipe, column.name),
    levels,
    range: numbers === null ? null : rangeOf(numbers),
  };
}

function usedLevels(codes: Int32Array, levels: readonly string[]): string[] {
  const used = new Set<number>();
  for (const code of codes) if (code >= 0) used.add(code);
  return [...used].map((code) => levels[code]!).sort(byCodePoint);
}

function rangeOf(values: Float64Array): { min: number; max: number } | null {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : null;
}

function imputes(recipe: Recipe, name: string): boolean {
  return recipe.prepare.some(
    (step) => step.step === 'impute' && (step.columns === undefined || step.columns.includes(name)),
  );
}

function referenceProfile(parts: ModelParts): ReferenceProfile {
  const { data, recipe } = parts;
  const features: FeatureProfile[] = profileTable(
    data.train.features,
    data.train.features.columns.map((column) => column.name),
  );
  const predicted =
    recipe.task === 'classification' ? predictedCounts(parts) : { labels: [], confidence: [] };
  return { nRows: data.train.rows.length, features, ...predicted };
}

function predictedCounts({
  data,
  model,
  trainProbabilities,
}: ModelParts): Pick<ReferenceProfile, 'labels' | 'confidence'> {
  const counts = data.labels.map(() => 0);
  const confidence = Array.from({ length: CONFIDENCE_BINS }, () => 0);
  for (let row = 0; row < data.train.rows.length; row++) {
    const scores = trainProbabilities.subarray(row * model.nOutputs, (row + 1) * model.nOutputs);
    const best = indexOfLargest(scores);
    counts[best]! += 1;
    confidence[confidenceBin(scores[best]!)]! += 1;
  }
  return { labels: data.labels.map((label, at) => ({ label, count: counts[at]! })), confidence };
}

/** Index of the first largest value. */
export function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** A vocabulary has thousands of terms; nobody reads on beyond these. */
const MOST_IMPORTANCES = 1000;

/** Importance of the matrix's features, largest first, at most 1,000; empty where the estimator has none. */
function importanceByColumn({ data, model }: ModelParts): PackagedModel['importance'] {
  const values = model.importance();
  if (values === null) return [];
  return data.featureNames
    .map((feature, at) => ({ feature, value: values[at]! }))
    .sort((a, b) => b.value - a.value || byCodePoint(a.feature, b.feature))
    .slice(0, MOST_IMPORTANCES);
}
