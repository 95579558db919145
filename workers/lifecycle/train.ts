import { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import type { FoldMetric } from '../../shared/pipelines/cross-validate.ts';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { parseRecipe, recipeDigest } from '../../shared/pipelines/recipe-check.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import type { ArtifactRecord, RunRecord } from '../../shared/records/run.ts';
import type { RunOptions, TableRef } from '../tasks/task.ts';
import type { Host } from './host.ts';
import { keepCheckpoints } from './keep-checkpoints.ts';

export interface TrainRequest {
  readonly dataset: string;
  readonly dataVersion: string;
  readonly recipe: Recipe;
  readonly experiment: string;
  readonly name?: string;
  /** null or left out: as many as pay. */
  readonly threads?: number | null;
  /** A tfjs backend to force; null or left out: the probe chooses. */
  readonly backend?: string | null;
  /** What a fit may take; null or left out: what the host has. */
  readonly memoryMb?: number | null;
  /** The least time between two checkpoints; 0 = none are made. */
  readonly checkpointEveryMs?: number;
  readonly tags?: RunRecord['tags'];
  /** Figures that stand beside those of the training, e.g. of the search that led to it. */
  readonly figures?: readonly FoldMetric[];
}

/**
 * Trains one run and records it: the package and the reports as blobs, the run in the log. A run that
 * fails or is cancelled is recorded too, with its cause; one that can be resumed waits (interrupted-runs.ts).
 * @throws AppError what training threw, after the failed run was recorded.
 */
export async function trainRun(
  host: Host,
  request: TrainRequest,
  options: RunOptions = {},
): Promise<RunRecord> {
  const recipe = parseRecipe(request.recipe);
  const table = await host.tableRef(request.dataVersion);
  const draft = draftRun(host, { ...request, recipe });
  return host.whileTraining(draft.runId, async () => {
    await host.workspace.drafts.put(draft);
    return carryOut(host, { draft, table, request, resume: null }, options);
  });
}

export interface Assignment {
  /** The run as it is stored while it trains. */
  readonly draft: RunRecord;
  readonly table: TableRef;
  readonly request: Pick<TrainRequest, 'threads' | 'backend' | 'memoryMb' | 'checkpointEveryMs'>;
  /** A checkpoint of this run to go on from. */
  readonly resume: Uint8Array | null;
}

/** Trains what the draft says and records it; its lock is held by the caller. */
export async function carryOut(
  host: Host,
  { draft, table, request, resume }: Assignment,
  options: RunOptions,
): Promise<RunRecord> {
  const { threads = null, backend = null, memoryMb = null, checkpointEveryMs } = request;
  const { recipe, dataVersion, runId } = draft;
  const input = {
    table,
    dataVersion,
    recipe,
    threads,
    backend,
    memoryMb,
    ...(resume === null ? {} : { resume }),
    ...(checkpointEveryMs === undefined ? {} : { checkpointEveryMs }),
  };
  const { continueFrom } = recipe;
  const keeper = checkpointEveryMs === 0 ? null : keepCheckpoints(host, runId, options);
  try {
    const base = continueFrom === undefined ? {} : { base: await host.packageRef(continueFrom.digest) };
    const outcome = await host.tasks.run('train', { ...input, ...base }, { ...options, ...keeper?.options });
    await keeper?.close();
    return await record(host, await finished(host, draft, outcome));
  } catch (thrown) {
    const error = AppError.from(thrown);
    await keeper?.close();
    throw await endEarly(host, draft, error);
  }
}

/** After these a run that has a checkpoint may go on: the same would not happen again for certain. */
const RESUMABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'aborted',
  'worker-died',
  'out-of-memory',
  'memory-budget',
  'backend-unavailable',
  'storage-full',
  'disk-full',
  'timed-out',
]);

/** The error as the caller gets it: one that leaves the run waiting says so. */
async function endEarly(host: Host, draft: RunRecord, error: AppError): Promise<AppError> {
  const { runId, name } = draft;
  if (!RESUMABLE.has(error.code) || !(await host.workspace.checkpoints.has(runId))) {
    await record(host, failed(host, draft, error));
    return error;
  }
  const { code, detail, cause } = error;
  const remedy = `Resume the run "${name}" (${runId}), or discard it.`;
  const waiting = new AppError(code, { detail, remedy, cause, extra: { ...error.extra, resumable: runId } });
  await host.workspace.drafts.put(failed(host, draft, waiting));
  return waiting;
}

/** A run that begins now. */
export function draftRun(host: Host, request: TrainRequest): RunRecord {
  const { recipe } = request;
  return {
    format: 'treadle-run',
    v: 1,
    runId: host.newId(),
    name: request.name ?? `${recipe.estimator.name} · seed ${recipe.seed}`,
    experiment: request.experiment,
    status: 'RUNNING',
    startedAt: host.now().toISOString(),
    endedAt: null,
    dataset: request.dataset,
    dataVersion: request.dataVersion,
    nRows: 0,
    recipe,
    recipeDigest: recipeDigest(recipe),
    params: paramList(recipe.estimator.params),
    metrics: recordedMetrics(host, request.figures ?? []),
    tags: request.tags ?? [],
    note: '',
    artifacts: [],
    environment: { ...host.environment, threads: 1, backend: null },
    timings: null,
    modelDigest: null,
    error: null,
  };
}

async function finished(host: Host, draft: RunRecord, outcome: RunOutcome): Promise<RunRecord> {
  return {
    ...draft,
    status: 'FINISHED',
    endedAt: host.now().toISOString(),
    nRows: outcome.nRows,
    params: paramList(outcome.params),
    metrics: [
      ...recordedMetrics(host, outcome.metrics),
      ...recordedMetrics(host, outcome.history),
      ...draft.metrics,
    ],
    artifacts: await storeArtifacts(host, outcome, draft.recipe),
    environment: { ...draft.environment, threads: outcome.threads, backend: outcome.backend },
    timings: outcome.timings,
    modelDigest: outcome.modelDigest,
  };
}

/** The same run as it ended in an error. */
export function failed(host: Host, draft: RunRecord, error: AppError): RunRecord {
  return {
    ...draft,
    status: error.code === 'aborted' ? 'KILLED' : 'FAILED',
    endedAt: host.now().toISOString(),
    error: { code: error.code, detail: error.detail, remedy: error.remedy },
  };
}

/** The log first, the draft last: a crash in between leaves the run recorded, and the rest is cleared at the next start. */
export async function record(host: Host, run: RunRecord): Promise<RunRecord> {
  await host.workspace.log.commit('run.recorded', { run });
  await host.workspace.checkpoints.delete(run.runId);
  await host.workspace.drafts.delete(run.runId);
  return run;
}

/**
 * A package that holds rows of the data is kept on this device and is none of the run's artifacts: those travel
 * with the run, and what holds rows leaves only when somebody registers it and says so (SYNC10).
 */
async function storeArtifacts(
  host: Host,
  outcome: RunOutcome,
  { estimator }: Recipe,
): Promise<ArtifactRecord[]> {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const { train, test, importance } = outcome;
  const keepsRows = estimatorByName(estimator.name).keepsRows === true;
  if (keepsRows) await host.workspace.blobs.put(outcome.packageBytes);
  const model = { path: 'model.treadle', mediaType: 'application/octet-stream', bytes: outcome.packageBytes };
  const files = [
    ...(keepsRows ? [] : [model]),
    { path: 'evaluation.json', mediaType: 'application/json', bytes: text(JSON.stringify({ train, test })) },
    {
      path: 'feature_importance.csv',
      mediaType: 'text/csv',
      bytes: text(
        writeCsv({
          header: ['feature', 'importance'],
          rows: importance.map(({ feature, value }) => [feature, value]),
        }),
      ),
    },
  ];
  const artifacts: ArtifactRecord[] = [];
  for (const { path, mediaType, bytes } of files) {
    artifacts.push({
      path,
      mediaType,
      sizeBytes: bytes.length,
      digest: await host.workspace.blobs.put(bytes),
    });
  }
  return artifacts;
}

export const paramList = (params: Readonly<Record<string, unknown>>): RunRecord['params'] =>
  Object.entries(params).map(([key, value]) => ({ key, value: String(value) }));

/** Figures as a run has them; without a step they are of the whole. */
export function recordedMetrics(
  host: Host,
  metrics: readonly { key: string; value: number; step?: number }[],
): RunRecord['metrics'] {
  const timestamp = host.now().getTime();
  return metrics.map(({ key, value, step = 0 }) => ({ key, value: wireNumber(value), step, timestamp }));
}

function wireNumber(value: number): RunRecord['metrics'][number]['value'] {
  return Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity');
}
