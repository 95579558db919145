import { AppError } from '../errors/app-error.ts';
import type { Progress } from '../estimators/estimator.ts';
import { dataVersion } from '../table/data-version.ts';
import type { Table } from '../table/table.ts';
import type { RunHost } from './outcome.ts';
import { runRecipe } from './run-recipe.ts';
import { openModel, type ServingModel } from './serving-model.ts';

export interface Reproduction {
  /** Equal bytes; for tfjs models equal within their stated tolerance on the golden rows. */
  readonly same: boolean;
  readonly digest: string;
  readonly expected: string;
}

/**
 * Trains a version again from its own recipe and data version and compares.
 * @throws AppError `data-version-unknown` when the table is not the one it was trained from, `engine-changed`.
 */
export async function* reproduce(
  original: ServingModel,
  table: Table,
  host: RunHost,
  /** The package that its recipe goes on from, where it does. */
  base?: Uint8Array,
): AsyncGenerator<Progress, Reproduction, void> {
  const { manifest } = original;
  const given = dataVersion(table);
  if (given !== manifest.dataVersion) {
    throw new AppError('data-version-unknown', {
      detail: `The version was trained from data version ${manifest.dataVersion.slice(0, 12)}…; this data is ${given.slice(0, 12)}….`,
    });
  }
  if (manifest.golden.tolerance === 0 && manifest.engineVersion !== host.engineVersion)
    throw new AppError('engine-changed', {
      detail: `The version was trained by engine ${manifest.engineVersion}; this is engine ${host.engineVersion}, which gives other bytes.`,
    });
  const outcome = yield* runRecipe(
    { table, recipe: manifest.recipe, dataVersion: given, ...(base === undefined ? {} : { base }) },
    host,
  );
  const digest = outcome.modelDigest;
  const same =
    digest === original.digest ||
    (manifest.golden.tolerance > 0 && agreesOnGoldenRows(original, openModel(outcome.packageBytes)));
  return { same, digest, expected: original.digest };
}

/** Networks trained on another backend differ in the last bits: what counts is what they answer (PRED1). */
function agreesOnGoldenRows({ manifest: { golden } }: ServingModel, again: ServingModel): boolean {
  const expected = golden.outputs.flat();
  const given = again.outputs(golden.rows);
  return expected.every((value, at) => Math.abs(value - given[at]!) <= golden.tolerance);
}
