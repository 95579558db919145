import { AppError } from '../../shared/errors/app-error.ts';
import type { FoldMetric } from '../../shared/pipelines/cross-validate.ts';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import { parseRecipe, recipeDigest } from '../../shared/pipelines/recipe-check.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import type { ArtifactRecord, RunRecord } from '../../shared/records/run.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';

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
  readonly tags?: RunRecord['tags'];
  /** Figures that stand beside those of the training, e.g. of the search that led to it. */
  readonly figures?: readonly FoldMetric[];
}

/**
 * Trains one run and records it: the package and the reports as blobs, the run in the log. A run that
 * fails or is cancelled is recorded too, with its cause.
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
    try {
      const { threads = null, backend = null, dataVersion } = request;
      const outcome = await host.tasks.run(
        'train',
        { table, dataVersion, recipe, threads, backend },
        options,
      );
      return await record(host, await finished(host, draft, outcome, request.figures));
    } catch (thrown) {
      const error = AppError.from(thrown);
      await record(host, failed(host, draft, error));
      throw error;
    }
  });
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
    metrics: [],
    tags: request.tags ?? [],
    note: '',
    artifacts: [],
    environment: { ...host.environment, threads: 1, backend: null },
    timings: null,
    modelDigest: null,
    error: null,
  };
}

async function finished(
  host: Host,
  draft: RunRecord,
  outcome: RunOutcome,
  figures: readonly FoldMetric[] = [],
): Promise<RunRecord> {
  return {
    ...draft,
    status: 'FINISHED',
    endedAt: host.now().toISOString(),
    nRows: outcome.nRows,
    params: paramList(outcome.params),
    metrics: [
      ...recordedMetrics(host, outcome.metrics),
      ...recordedMetrics(host, outcome.history),
      ...recordedMetrics(host, figures),
    ],
    artifacts: await storeArtifacts(host, outcome),
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

/** The log first, the draft after: a crash in between leaves the run recorded, and the draft is cleared at the next start. */
async function record(host: Host, run: RunRecord): Promise<RunRecord> {
  await host.workspace.log.commit('run.recorded', { run });
  await host.workspace.drafts.delete(run.runId);
  return run;
}

async function storeArtifacts(host: Host, outcome: RunOutcome): Promise<ArtifactRecord[]> {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const { train, test, importance } = outcome;
  const files = [
    { path: 'model.treadle', mediaType: 'application/octet-stream', bytes: outcome.packageBytes },
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

/**
 * Records runs whose owner is gone as interrupted, so that nothing looks as if it still ran.
 * @param isAlive whether somebody still trains that run.
 */
export async function settleInterruptedRuns(
  host: Host,
  isAlive: (runId: string) => Promise<boolean>,
): Promise<RunRecord[]> {
  const state = await host.workspace.log.state();
  const settled: RunRecord[] = [];
  for (const draft of await host.workspace.drafts.list()) {
    if (await isAlive(draft.runId)) continue;
    if (state.registry.runs.has(draft.runId)) await host.workspace.drafts.delete(draft.runId);
    else settled.push(await record(host, interrupted(host, draft)));
  }
  return settled;
}

function interrupted(host: Host, draft: RunRecord): RunRecord {
  const error = new AppError('aborted', {
    detail: 'The page or process that trained this run was closed.',
    remedy: 'Train it again.',
  });
  return failed(host, draft, error);
}
