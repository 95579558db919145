import { AppError } from '../../shared/errors/app-error.ts';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { cell } from '../../shared/table/cells.ts';
import { selectColumns } from '../../shared/table/shape.ts';
import type { Host } from './host.ts';
import { loadSample, type Loaded } from './load.ts';
import { answerOrThrow, predictWith } from './predict.ts';
import { promote } from './promote.ts';
import { registerRun } from './register.ts';
import { bestRun, metricOf } from './leaderboard.ts';
import { trainRun } from './train.ts';

/** The eight steps, by the names people see in the page and in the terminal. */
export const LIFECYCLE_STEPS = [
  'Load the data',
  'Validate and split',
  'Train three models',
  'Log the metrics',
  'Compare',
  'Register the best',
  'Promote to Production',
  'Predict samples',
] as const;
export type LifecycleStepName = (typeof LIFECYCLE_STEPS)[number];

export interface LifecycleStep {
  readonly name: LifecycleStepName;
  readonly status: 'running' | 'done' | 'failed';
  readonly ms: number;
  /** What came out, in a few words. */
  readonly detail: string;
}

export interface LifecycleOptions {
  readonly rows?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: LifecycleStep) => void;
}

export interface LifecycleSummary {
  readonly dataset: string;
  readonly dataVersion: string;
  readonly quality: number;
  readonly runs: RunRecord[];
  readonly best: RunRecord;
  readonly version: VersionEntry;
  readonly predictions: {
    features: unknown;
    prediction: string | number;
    confidence: number | null;
    latencyMs: number;
  }[];
  readonly totalMs: number;
}

/** What the lifecycle trains, the fastest first. */
const CONTENDERS = [
  { estimator: 'logistic-regression', params: {} },
  { estimator: 'random-forest', params: { n_estimators: 100, max_depth: 10 } },
  { estimator: 'gradient-boosting', params: {} },
] as const;

const EXPERIMENT = 'full-lifecycle';
const MODEL = 'churn';
const SAMPLES = 5;

/**
 * The whole loop on the built-in churn sample: load, validate, train three models, log, compare,
 * register the best, promote, predict.
 */
export async function runFullLifecycle(
  host: Host,
  options: LifecycleOptions = {},
): Promise<LifecycleSummary> {
  const seed = options.seed ?? 42;
  const run = options.signal === undefined ? {} : { signal: options.signal };
  const started = host.now().getTime();
  const step = stepper(host, options);

  const loaded = await step(
    'Load the data',
    () => loadSample(host, 'churn', { seed, ...(options.rows === undefined ? {} : { rows: options.rows }) }),
    describeLoad,
  );
  const table = await host.tableRef(loaded.dataVersion);
  const { target } = loaded.dataset;
  const report = await step(
    'Validate and split',
    () => host.tasks.run('validate', { table, target }, run),
    ({ quality, findings }) =>
      `quality ${Math.round(quality)}, ${findings.length} findings; 80 % to train, 20 % to test`,
  );
  const runs = await step(
    'Train three models',
    () => trainContenders(host, loaded, seed, run),
    (trained) => trained.map((entry) => entry.recipe.estimator.name).join(', '),
  );
  const logged = await step(
    'Log the metrics',
    () => loggedRuns(host, runs),
    (found) => `${found.length} runs in "${EXPERIMENT}"`,
  );
  const best = await step(
    'Compare',
    async () => bestRun(logged),
    (winner) => `best: ${winner.recipe.estimator.name}, AUC ${metricOf(winner, 'test_roc_auc').toFixed(3)}`,
  );
  const version = await step(
    'Register the best',
    () => registerRun(host, best.runId, MODEL),
    (entry) => `${MODEL} v${entry.version}`,
  );
  const serving = await step(
    'Promote to Production',
    () => promote(host, version.versionId, 'Production', 'full lifecycle'),
    (entry) => `v${entry.version} serves`,
  );
  const predictions = await step(
    'Predict samples',
    () => predictSamples(host, loaded, run),
    (made) => `${made.length} answers`,
  );
  return {
    dataset: loaded.dataset.name,
    dataVersion: loaded.dataVersion,
    quality: report.quality,
    runs: logged,
    best,
    version: serving,
    predictions,
    totalMs: host.now().getTime() - started,
  };
}

function stepper(host: Host, { onStep, signal }: LifecycleOptions) {
  return async <T>(
    name: LifecycleStepName,
    work: () => Promise<T>,
    describe: (result: T) => string,
  ): Promise<T> => {
    if (signal?.aborted === true) throw new AppError('aborted', { detail: `Cancelled before "${name}".` });
    const started = host.now().getTime();
    const elapsed = (): number => host.now().getTime() - started;
    onStep?.({ name, status: 'running', ms: 0, detail: '' });
    try {
      const result = await work();
      onStep?.({ name, status: 'done', ms: elapsed(), detail: describe(result) });
      return result;
    } catch (thrown) {
      const error = AppError.from(thrown);
      onStep?.({ name, status: 'failed', ms: elapsed(), detail: error.detail });
      throw error;
    }
  };
}

const describeLoad = ({ dataset, added }: Loaded): string =>
  `${dataset.versions.at(-1)!.nRows} rows × ${dataset.schema.length} columns${added ? '' : ' (already here)'}`;

async function trainContenders(
  host: Host,
  loaded: Loaded,
  seed: number,
  run: { signal?: AbortSignal },
): Promise<RunRecord[]> {
  const { dataset, dataVersion } = loaded;
  const runs: RunRecord[] = [];
  for (const { estimator, params } of CONTENDERS) {
    const recipe = defaultRecipe({
      schema: dataset.schema,
      target: dataset.target!,
      estimator,
      params,
      seed,
    });
    runs.push(
      await trainRun(host, { dataset: dataset.name, dataVersion, recipe, experiment: EXPERIMENT }, run),
    );
  }
  return runs;
}

/** Reads the runs back from the log: what is compared is what was stored. */
async function loggedRuns(host: Host, runs: readonly RunRecord[]): Promise<RunRecord[]> {
  const { registry } = await host.workspace.log.state();
  return runs.map(({ runId }) => {
    const entry = registry.runs.get(runId);
    if (entry === undefined)
      throw new AppError('run-unknown', { detail: `The run ${runId} did not reach the log.` });
    return entry.run;
  });
}

async function predictSamples(
  host: Host,
  { dataset, dataVersion }: Loaded,
  run: { signal?: AbortSignal },
): Promise<LifecycleSummary['predictions']> {
  const table = await host.workspace.datasets.table(dataVersion);
  const features = selectColumns(
    table,
    dataset.schema.map((column) => column.name).filter((name) => name !== dataset.target),
  );
  const instances = Array.from({ length: Math.min(SAMPLES, table.nRows) }, (_, row) =>
    Object.fromEntries(features.columns.map((column) => [column.name, cell(column, row)])),
  );
  const { outcomes } = await predictWith(host, { model: MODEL }, instances, run);
  return outcomes.map((outcome, at) => {
    const { answer, latencyMs } = answerOrThrow(outcome);
    return {
      features: instances[at],
      prediction: answer.prediction,
      confidence: answer.confidence,
      latencyMs,
    };
  });
}
