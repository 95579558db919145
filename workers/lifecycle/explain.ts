import { AppError } from '../../shared/errors/app-error.ts';
import type { DependenceReport, ImportanceReport } from '../../shared/pipelines/explain-model.ts';
import type { Explanation } from '../../shared/pipelines/explain-prediction.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { resolveVersion } from '../../shared/registry/queries.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';
import type { ModelReference } from './predict.ts';

/** A trained model, of a run or of a registered version. */
export interface ExplainedModel {
  /** `churn v3`, or the run's name. */
  readonly title: string;
  readonly digest: string;
  /** The rows it was made of. */
  readonly dataVersion: string;
}

type Rows = Pick<Host, 'workspace' | 'tasks' | 'tableRef' | 'packageRef'>;

/**
 * Finds what is to be explained: a registered model first, else a run by its name (the newest) or its id.
 * @throws AppError `model-unknown` when there is neither, `version-unknown`, `not-deployed`, `run-without-model`.
 */
export async function findExplained(
  { workspace }: Pick<Host, 'workspace'>,
  { model, version }: ModelReference,
): Promise<ExplainedModel> {
  const { registry } = await workspace.log.state();
  if (registry.models.has(model)) {
    const entry = resolveVersion(registry, model, version);
    return {
      title: `${entry.model} v${entry.version}`,
      digest: entry.digest,
      dataVersion: entry.dataVersion,
    };
  }
  const runs = [...registry.runs.values()].map(({ run }) => run);
  const run = runs.findLast(({ name }) => name === model) ?? runById(runs, model);
  if (run === undefined)
    throw new AppError('model-unknown', { detail: `There is neither a model nor a run "${model}".` });
  if (run.modelDigest === null)
    throw new AppError('run-without-model', { detail: `The run ${run.name} left no model.` });
  return { title: run.name, digest: run.modelDigest, dataVersion: run.dataVersion };
}

const LEAST_LETTERS = 4;

/** By its id, or by the start of it where only one begins so. */
function runById(runs: readonly RunRecord[], text: string): RunRecord | undefined {
  const found = text.length < LEAST_LETTERS ? [] : runs.filter(({ runId }) => runId.startsWith(text));
  return found.length === 1 ? found[0] : undefined;
}

export interface RowsWish {
  /** Another dataset to look at the model with, whole; null = the held-out part of its own data. */
  readonly dataset: string | null;
  readonly maxRows: number;
  readonly seed: number;
}

/** Above this many rows a sample is taken, when nobody says otherwise. */
export const MOST_ROWS = 5000;

/** Importance of every column for a model, see `modelImportance`. @throws AppError `dataset-unknown`, `rows-not-here`. */
export async function importanceOf(
  host: Rows,
  model: Pick<ExplainedModel, 'digest' | 'dataVersion'>,
  { dataset, ...wish }: RowsWish & { readonly repeats: number },
  options: RunOptions = {},
): Promise<ImportanceReport> {
  const input = { ...wish, ...(await inputsOf(host, model, dataset)) };
  return host.tasks.run('importance', input, options);
}

/** What a model says of the values of one column, see `modelDependence`. @throws AppError as `importanceOf`. */
export async function dependenceOf(
  host: Rows,
  model: Pick<ExplainedModel, 'digest' | 'dataVersion'>,
  {
    dataset,
    ...wish
  }: RowsWish & { readonly column: string; readonly points: number; readonly curves: number },
  options: RunOptions = {},
): Promise<DependenceReport> {
  const input = { ...wish, ...(await inputsOf(host, model, dataset)) };
  return host.tasks.run('dependence', input, options);
}

/** Why a model answers as it does, see `explainPrediction`; nothing is logged. */
export async function explainWith(
  host: Rows,
  digest: string,
  features: unknown,
  options: RunOptions = {},
): Promise<Explanation> {
  return host.tasks.run('explain', { model: await host.packageRef(digest), features }, options);
}

async function inputsOf(
  host: Rows,
  { digest, dataVersion }: Pick<ExplainedModel, 'digest' | 'dataVersion'>,
  dataset: string | null,
) {
  const rows = dataset === null ? dataVersion : await newestOf(host, dataset);
  if (!(await host.workspace.datasets.has(rows)))
    throw new AppError('rows-not-here', {
      detail: 'The rows that the model was made of are not on this device.',
      remedy: 'Load the same file here, go to the device that has it, or name another dataset.',
    });
  return {
    model: await host.packageRef(digest),
    table: await host.tableRef(rows),
    part: dataset === null ? ('test' as const) : ('all' as const),
  };
}

async function newestOf({ workspace }: Rows, name: string): Promise<string> {
  const version = (await workspace.datasets.get(name))?.versions.at(-1)?.dataVersion;
  if (version !== undefined) return version;
  throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}" with rows.` });
}
