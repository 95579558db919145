import { AppError } from '../../shared/errors/app-error.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { resolveVersion, type VersionReference } from '../../shared/registry/queries.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { RejectedRow } from '../../shared/table/import-plan.ts';
import type { FileRef, RunOptions } from '../tasks/task.ts';
import type { PredictionOutcome, TaskMap } from '../tasks/tasks.ts';
import type { Host } from './host.ts';

/** A model and, when not its Production version, which one: a number, `v1.2.0`, a version id or an alias. */
export interface ModelReference {
  readonly model: string;
  readonly version?: VersionReference;
}

export type LoggedOutcome = PredictionOutcome & { readonly requestId: string };

export interface Predicted {
  readonly version: VersionEntry;
  readonly outcomes: LoggedOutcome[];
}

/** One version, found once, that predicts block after block. */
export interface Predictor {
  readonly version: VersionEntry;
  /** Answers in order and logs each; a bad instance is an entry with `problem`. */
  predict(instances: readonly unknown[], options?: { topK?: number } & RunOptions): Promise<LoggedOutcome[]>;
}

/** @throws AppError `model-unknown`, `version-unknown`, `not-deployed`, `blob-unknown`. */
export async function openPredictor(host: Host, reference: ModelReference): Promise<Predictor> {
  const version = await versionOf(host, reference);
  let opened = false;
  const ask = async (instances: readonly unknown[], topK: number | undefined, options: RunOptions) => {
    const model = opened ? { digest: version.digest } : await host.packageRef(version.digest);
    const input: TaskMap['predict']['input'] = { model, instances, ...(topK === undefined ? {} : { topK }) };
    const { answers } = await host.tasks.run('predict', input, options);
    opened = true;
    return answers;
  };
  return {
    version,
    async predict(instances, { topK, ...options } = {}) {
      try {
        return await log(host, version, await ask(instances, topK, options));
      } catch (thrown) {
        // A worker that was replaced, or that opened other models since, wants the package again.
        if (!opened || AppError.from(thrown).code !== 'blob-unknown') throw thrown;
        opened = false;
        return log(host, version, await ask(instances, topK, options));
      }
    },
  };
}

/**
 * Predicts instances with one version and logs every answer with version, confidence and latency.
 * @throws AppError `model-unknown`, `version-unknown`, `not-deployed`, `blob-unknown`; a bad instance is an entry with `problem`.
 */
export async function predictWith(
  host: Host,
  reference: ModelReference,
  instances: readonly unknown[],
  options: { topK?: number } & RunOptions = {},
): Promise<Predicted> {
  const { version, predict } = await openPredictor(host, reference);
  return { version, outcomes: await predict(instances, options) };
}

export interface PredictedFile extends Predicted {
  /** The file of answers for download. */
  readonly csv: string;
  /** Rows that could not be read and have no answer; the first of them with their place. */
  readonly rejected: RejectedRow[];
  readonly rejectedCount: number;
}

/** Predicts every row of a file. */
export async function predictFile(
  host: Host,
  reference: ModelReference,
  file: FileRef,
  options: RunOptions = {},
): Promise<PredictedFile> {
  const version = await versionOf(host, reference);
  const model = await host.packageRef(version.digest);
  const { answers, ...rest } = await host.tasks.run('predict-file', { model, file }, options);
  return { version, ...rest, outcomes: await log(host, version, answers) };
}

async function versionOf(host: Host, reference: ModelReference): Promise<VersionEntry> {
  const { registry } = await host.workspace.log.state();
  const version = resolveVersion(registry, reference.model, reference.version);
  if (version.file === undefined) return version;
  throw new AppError('not-servable', {
    detail: `Version ${version.version} of "${version.model}" is the file "${version.file.name}"; nothing here can run it.`,
  });
}

async function log(
  host: Host,
  version: VersionEntry,
  answers: readonly PredictionOutcome[],
): Promise<LoggedOutcome[]> {
  const outcomes = answers.map((answer) => ({ ...answer, requestId: host.newId() }));
  const records = outcomes.flatMap((outcome) =>
    'answer' in outcome ? [recordOf(host, version, outcome)] : [],
  );
  if (records.length > 0) await host.workspace.predictions.append(records);
  return outcomes;
}

function recordOf(
  host: Host,
  version: VersionEntry,
  outcome: Extract<LoggedOutcome, { answer: unknown }>,
): PredictionRecord {
  const { prediction, confidence } = outcome.answer;
  return {
    requestId: outcome.requestId,
    at: host.now().getTime(),
    model: version.model,
    versionId: version.versionId,
    version: version.version,
    host: host.kind,
    label: typeof prediction === 'string' ? prediction : null,
    value: typeof prediction === 'number' ? prediction : null,
    confidence,
    latencyMs: outcome.latencyMs,
    bins: outcome.bins,
  };
}

/** The answer, or the problem as the error it is. */
export function answerOrThrow(outcome: PredictionOutcome): Extract<PredictionOutcome, { answer: unknown }> {
  if ('answer' in outcome) return outcome;
  throw AppError.fromProblem(outcome.problem as Parameters<typeof AppError.fromProblem>[0]);
}
