import { AppError, type FieldError } from '../../shared/errors/app-error.ts';
import type { PredictionAnswer } from '../../shared/pipelines/answer.ts';
import type { ServedPrediction } from '../../shared/pipelines/serving-model.ts';
import type { Clock } from '../http/clock.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import type { LoadedVersion } from '../serving/loaded-version.ts';
import type { PredictionLog } from '../serving/prediction-log.ts';
import type { BatchAnswer, BatchRequest, PredictAnswer } from './schemas.ts';

export interface PredictParts {
  readonly clock: Clock;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly metrics: Metrics;
  readonly predictionLog: PredictionLog;
}

/** Rows of a batch that are predicted before other requests get their turn. */
const rowsPerTurn = 256;

/**
 * Answers one prediction and logs it. `startedMs` is when the request came, on the monotonic clock.
 * @throws AppError `features-invalid`, `unknown-category`.
 */
export function predictOne(
  parts: PredictParts,
  version: LoadedVersion,
  features: unknown,
  topK: number | undefined,
  startedMs: number,
): PredictAnswer {
  const served = version.serving.predict(features, topK === undefined ? undefined : { topK });
  const latencyMs = elapsedMs(parts.clock, startedMs);
  const requestId = logPrediction(parts, version, served, latencyMs);
  return { success: true, ...wireForm(served.answer), ...identity(version), requestId, latencyMs };
}

/** Answers a batch in order; a bad row is an entry with `error`, the others are served. */
export async function predictBatch(
  parts: PredictParts,
  version: LoadedVersion,
  { instances, topK }: BatchRequest,
  startedMs: number,
): Promise<BatchAnswer> {
  const predictions: BatchAnswer['predictions'] = [];
  for (let from = 0; from < instances.length; from += rowsPerTurn) {
    if (from > 0) await nextTurn();
    const rows = instances.slice(from, from + rowsPerTurn);
    const turnMs = parts.clock.monotonicMs();
    const outcomes = version.serving.predictAll(rows, topK === undefined ? undefined : { topK });
    const latencyMs = elapsedMs(parts.clock, turnMs) / rows.length;
    outcomes.forEach((outcome, row) =>
      predictions.push(
        outcome instanceof AppError
          ? { error: rowError(outcome, from + row) }
          : { ...wireForm(outcome.answer), requestId: logPrediction(parts, version, outcome, latencyMs) },
      ),
    );
  }
  return { success: true, predictions, ...identity(version), latencyMs: elapsedMs(parts.clock, startedMs) };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Milliseconds to the microsecond; more digits would only be noise. */
const elapsedMs = (clock: Clock, sinceMs: number): number =>
  Math.round((clock.monotonicMs() - sinceMs) * 1000) / 1000;

function identity(version: LoadedVersion) {
  const { model, modelVersion, versionId, digest } = version;
  return { modelId: model, modelVersion, versionId, digest };
}

function wireForm({ prediction, confidence, probabilities, warnings }: PredictionAnswer) {
  const form = { prediction, confidence, probabilities };
  return warnings.length === 0 ? form : { ...form, warnings };
}

/** The error of one row, its pointers led from the row to the whole body. */
function rowError(error: AppError, row: number): { code: string; detail: string; errors: FieldError[] } {
  const errors = error.errors.map((field) => ({
    ...field,
    pointer: field.pointer.replace(/^\/features/, `/instances/${row}`),
  }));
  return { code: error.code, detail: error.detail, errors };
}

function logPrediction(
  { clock, metrics, predictionLog, newId }: PredictParts,
  version: LoadedVersion,
  { answer, bins }: ServedPrediction,
  latencyMs: number,
): string {
  const { prediction, confidence } = answer;
  const requestId = newId();
  predictionLog.add({
    requestId,
    at: clock.nowMs(),
    model: version.model,
    versionId: version.versionId,
    version: version.version,
    host: 'http',
    label: typeof prediction === 'string' ? prediction : null,
    value: typeof prediction === 'number' ? prediction : null,
    confidence,
    latencyMs,
    bins,
  });
  metrics.predicted(version, prediction, confidence);
  return requestId;
}
