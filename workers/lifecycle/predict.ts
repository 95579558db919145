import { AppError } from '../../shared/errors/app-error.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { resolveVersion, type VersionReference } from '../../shared/registry/queries.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { RunOptions } from '../tasks/task.ts';
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
  const { topK, ...runOptions } = options;
  const version = await versionOf(host, reference);
  const model = await host.packageRef(version.digest);
  const input: TaskMap['predict']['input'] = { model, instances, ...(topK === undefined ? {} : { topK }) };
  const { answers } = await host.tasks.run('predict', input, runOptions);
  return { version, outcomes: await log(host, version, answers) };
}

/** Predicts every row of a delimited file; `csv` is the file of answers for download. */
export async function predictFile(
  host: Host,
  reference: ModelReference,
  file: Blob | Uint8Array,
  options: RunOptions = {},
): Promise<Predicted & { csv: string }> {
  const version = await versionOf(host, reference);
  const model = await host.packageRef(version.digest);
  const { answers, csv } = await host.tasks.run('predict-file', { model, file }, options);
  return { version, csv, outcomes: await log(host, version, answers) };
}

async function versionOf(host: Host, reference: ModelReference): Promise<VersionEntry> {
  const { registry } = await host.workspace.log.state();
  return resolveVersion(registry, reference.model, reference.version);
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
