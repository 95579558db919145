import { AppError } from '../../shared/errors/app-error.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { continuedRecipe } from '../../shared/pipelines/continue-from.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { ParamValue, Recipe } from '../../shared/records/recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';
import { registerRun } from './register.ts';
import { trainRun } from './train.ts';

/** Rows to go on with: a version of a dataset. */
export interface NewerRows {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
}

/** What a registered model was made by. @throws AppError `blob-unknown`. */
export async function recipeOf(host: Host, version: VersionEntry): Promise<Recipe> {
  if (version.file !== undefined) throw cannot(version, `It is the file "${version.file.name}".`);
  const bytes = await host.workspace.blobs.get(version.digest);
  if (bytes !== null) return decodePackage(bytes).manifest.recipe;
  throw new AppError('blob-unknown', {
    detail: `The package of ${version.model} v${version.version} is not on this device.`,
  });
}

/**
 * The recipe that goes on from a version on other rows. Where the dataset grew out of the version's own rows,
 * those stay split as they were and the ones behind them are new; else all rows count as new.
 * @throws AppError `blob-unknown`, `cannot-continue`.
 */
export async function recipeToContinue(
  host: Host,
  version: VersionEntry,
  { dataset, dataVersion }: NewerRows,
  params: Readonly<Record<string, ParamValue>> = {},
): Promise<Recipe> {
  const recipe = await recipeOf(host, version);
  const { name } = recipe.estimator;
  if (estimatorByName(name).continues === undefined)
    throw cannot(version, `The estimator ${name} only trains from the start.`);
  if (dataVersion === version.dataVersion) throw cannot(version, 'It has learned from these very rows.');
  const known = dataset.versions.find((entry) => entry.dataVersion === version.dataVersion);
  const ends = known === undefined ? [] : [...(recipe.continueFrom?.ends ?? []), known.nRows];
  return continuedRecipe({ recipe }, { digest: version.digest, ends }, params);
}

/** Why training cannot go on from a version here, or null when it can. */
export async function whyNotContinue(host: Host, version: VersionEntry): Promise<AppError | null> {
  try {
    await recipeToContinue(host, version, await newestRows(host, version));
    return null;
  } catch (thrown) {
    return AppError.from(thrown);
  }
}

/**
 * Goes on from a version on the newest rows of its dataset, and registers what comes of it as the next one.
 * @throws AppError `rows-not-here`, `blob-unknown`, `cannot-continue`, or what training threw.
 */
export async function continueTraining(
  host: Host,
  version: VersionEntry,
  options: RunOptions = {},
): Promise<{ readonly run: RunRecord; readonly version: VersionEntry }> {
  const rows = await newestRows(host, version);
  const recipe = await recipeToContinue(host, version, rows);
  const run = await trainRun(
    host,
    {
      dataset: rows.dataset.name,
      dataVersion: rows.dataVersion,
      recipe,
      experiment: `continue ${version.model}`,
      name: `goes on from v${version.version}`,
    },
    options,
  );
  const description = `Went on from v${version.version} on newer rows.`;
  return { run, version: await registerRun(host, run.runId, version.model, { description }) };
}

async function newestRows({ workspace }: Host, { dataset, model }: VersionEntry): Promise<NewerRows> {
  const record = dataset === null ? null : await workspace.datasets.get(dataset);
  const newest = record?.versions.at(-1);
  if (record !== null && newest !== undefined) return { dataset: record, dataVersion: newest.dataVersion };
  throw new AppError('rows-not-here', {
    detail: `The rows of the dataset "${dataset ?? 'unknown'}", which "${model}" was trained from, are not on this device.`,
  });
}

const cannot = ({ model, version }: VersionEntry, why: string): AppError =>
  new AppError('cannot-continue', {
    detail: `Training cannot go on from ${model} v${version}. ${why}`,
    ...(why.startsWith('It has') ? { remedy: 'Load newer rows first.' } : {}),
  });
