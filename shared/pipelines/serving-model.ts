import { AppError } from '../errors/app-error.ts';
import { calibratedModel } from '../estimators/calibration/calibrated-model.ts';
import { CALIBRATION, type Calibrator } from '../estimators/calibration/calibrator.ts';
import { restoreCalibrator } from '../estimators/calibration/restore.ts';
import type { FittedModel } from '../estimators/estimator.ts';
import { estimatorByName } from '../estimators/registry.ts';
import type { Tensor } from '../numeric/tensor.ts';
import type { FeatureValue, Manifest } from '../packaging/manifest.ts';
import { decodePackage } from '../packaging/package-file.ts';
import type { FittedTransformer, TransformWarning } from '../preparation/transformer.ts';
import { restoreTransformer } from '../preparation/transformers.ts';
import { binIndex, encodeBins } from '../statistics/profile-bins.ts';
import type { PredictionAnswer } from './answer.ts';
import { checkFeatures } from './check-features.ts';
import { farInputs } from './far-inputs.ts';
import { indexOfLargest } from './package-model.ts';
import { predictInputs } from './predict-inputs.ts';

export interface ServedPrediction {
  readonly answer: PredictionAnswer;
  /** Bin per profiled feature, for the prediction log (base64, see PredictionRecord). */
  readonly bins: string;
}

/** A model package, opened and proven: the one object that predicts, in every host. */
export interface ServingModel {
  readonly digest: string;
  readonly manifest: Manifest;
  readonly transformers: readonly FittedTransformer[];
  readonly model: FittedModel;
  /** @throws AppError `features-invalid`, `unknown-category`, with pointers below `/features`. */
  predict(features: unknown, options?: { topK?: number }): ServedPrediction;
  /** In order; a bad instance is an AppError in its place, the others are served. */
  predictAll(instances: readonly unknown[], options?: { topK?: number }): (ServedPrediction | AppError)[];
  /** nRows × nOutputs for checked values in signature order. */
  outputs(rows: readonly (readonly FeatureValue[])[]): Float64Array;
}

const DEFAULT_TOP_K = 10;

/**
 * Opens a package for serving: checks its bytes, restores the fitted pipeline and predicts the golden
 * rows again (PRED1).
 * @throws AppError `digest-mismatch`, `model-invalid`, `golden-mismatch`.
 */
export function openModel(bytes: Uint8Array, expectedDigest?: string): ServingModel {
  const { manifest, tensors, digest } = decodePackage(
    bytes,
    expectedDigest === undefined ? {} : { expectedDigest },
  );
  const estimator = estimatorByName(manifest.estimator.name);
  const transformers = manifest.pipeline.transformers.map((state) => restoreTransformer(state));
  const model = calibratedModel(
    estimator.restore({ config: manifest.estimator.config, tensors: estimatorTensors(manifest, tensors) }),
    restoredCalibrator(manifest, tensors),
  );
  checkShape(manifest, model);
  const outputs = (rows: readonly (readonly FeatureValue[])[], warnings?: TransformWarning[]): Float64Array =>
    predictInputs(manifest.signature, transformers, model, rows, estimator.missing === true, warnings);
  checkGoldenRows(manifest, model, outputs);

  const serve = (rows: FeatureValue[][], topK: number): ServedPrediction[] => {
    const warnings: TransformWarning[] = [];
    const values = outputs(rows, warnings);
    return rows.map((row, at) => ({
      answer: answerOf(manifest, values.subarray(at * model.nOutputs, (at + 1) * model.nOutputs), topK, [
        ...warningsOf(warnings, at),
        ...farInputs(manifest.signature, row),
      ]),
      bins: encodeBins(row.map((value, feature) => binIndex(manifest.profile.features[feature]!, value))),
    }));
  };
  const predict: ServingModel['predict'] = (features, options) =>
    serve([checkFeatures(manifest.signature, features)], options?.topK ?? DEFAULT_TOP_K)[0]!;
  return {
    digest,
    manifest,
    transformers,
    model,
    predict,
    outputs,
    predictAll(instances, options) {
      const checked = instances.map((instance) => outcome(() => checkFeatures(manifest.signature, instance)));
      const good = checked.filter((row): row is FeatureValue[] => !(row instanceof AppError));
      const served = outcome(() => serve(good, options?.topK ?? DEFAULT_TOP_K));
      // An unknown category under the strict policy fails the whole table: find the rows that did it.
      if (served instanceof AppError)
        return instances.map((instance) => outcome(() => predict(instance, options)));
      let next = 0;
      return checked.map((row) => (row instanceof AppError ? row : served[next++]!));
    },
  };
}

function estimatorTensors({ calibration }: Manifest, tensors: readonly Tensor[]): readonly Tensor[] {
  return calibration === undefined ? tensors : tensors.filter(({ name }) => !name.startsWith(CALIBRATION));
}

function restoredCalibrator(
  { calibration, signature }: Manifest,
  tensors: readonly Tensor[],
): Calibrator | null {
  if (calibration === undefined) return null;
  const { task, labels } = signature.output;
  return restoreCalibrator({
    ...calibration,
    tensors: tensors.filter(({ name }) => name.startsWith(CALIBRATION)),
    nClasses: task === 'classification' ? labels.length : 0,
  });
}

function outcome<T>(run: () => T): T | AppError {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
}

function checkShape(manifest: Manifest, model: FittedModel): void {
  const { output, inputs } = manifest.signature;
  const expected = output.task === 'classification' ? output.labels.length : 1;
  if (model.nOutputs !== expected || model.nFeatures !== manifest.pipeline.featureNames.length) {
    throw new AppError('model-invalid', {
      detail: `The model has ${model.nFeatures} features and ${model.nOutputs} outputs; its manifest says ${manifest.pipeline.featureNames.length} and ${expected}.`,
      pointer: '/estimator',
    });
  }
  if (manifest.profile.features.length !== inputs.length) {
    throw new AppError('model-invalid', {
      detail: 'The reference profile does not match the signature.',
      pointer: '/profile/features',
    });
  }
}

function checkGoldenRows(
  manifest: Manifest,
  model: FittedModel,
  outputs: (rows: FeatureValue[][]) => Float64Array,
): void {
  const { rows, outputs: expected, tolerance } = manifest.golden;
  if (rows.length === 0 || rows.length !== expected.length) {
    throw new AppError('model-invalid', {
      detail: 'The package has no golden rows to prove itself by.',
      pointer: '/golden',
    });
  }
  const given = outputs(rows);
  rows.forEach((_, row) => {
    for (let output = 0; output < model.nOutputs; output++) {
      const want = expected[row]![output]!;
      const have = given[row * model.nOutputs + output]!;
      if (Math.abs(have - want) <= tolerance) continue;
      throw new AppError('golden-mismatch', {
        detail: `Golden row ${row} gives ${have} where the package promises ${want} (tolerance ${tolerance}).`,
        pointer: `/golden/outputs/${row}/${output}`,
      });
    }
  });
}

function answerOf(
  manifest: Manifest,
  values: Float64Array,
  topK: number,
  warnings: PredictionAnswer['warnings'],
): PredictionAnswer {
  const { task, labels } = manifest.signature.output;
  if (task === 'regression') return { prediction: values[0]!, confidence: null, probabilities: [], warnings };
  const best = indexOfLargest(values);
  const probabilities = labels.map((label, at) => ({ label, p: values[at]! })).sort((a, b) => b.p - a.p);
  return {
    prediction: labels[best]!,
    confidence: values[best]!,
    probabilities: probabilities.slice(0, topK),
    warnings,
  };
}

const warningsOf = (warnings: readonly TransformWarning[], row: number): PredictionAnswer['warnings'] =>
  warnings.filter((warning) => warning.row === row).map(warningOf);

function warningOf(warning: TransformWarning): PredictionAnswer['warnings'][number] {
  return {
    pointer: `/features/${warning.column.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code: warning.code,
    detail: `The category "${warning.value}" of "${warning.column}" was not seen in training.`,
  };
}
