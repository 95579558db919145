import { AppError } from '../errors/app-error.ts';
import { estimatorByName } from '../estimators/registry.ts';
import type { Manifest } from '../packaging/manifest.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { ParamValue, Recipe } from '../records/recipe.ts';
import { dataVersion } from '../table/data-version.ts';
import { selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { cannotContinue as cannot, type BaseVersion } from './base-version.ts';
import { openModel } from './serving-model.ts';

/** @throws AppError `recipe-invalid` for what cannot be had together with going on from a version. */
export function checkContinueFrom({ continueFrom, calibrate, split, estimator }: Recipe): void {
  if (continueFrom === undefined) return;
  const { ends } = continueFrom;
  if (estimatorByName(estimator.name).continues === undefined)
    throw cannot(`The estimator ${estimator.name} only trains from the start.`);
  if (calibrate !== undefined)
    throw invalid(
      'A calibrated model needs models that saw none of the rows, so it starts anew.',
      '/calibrate',
    );
  if (split.folds !== undefined || split.repeats !== undefined)
    throw invalid('Folds need models that saw none of their rows, so they start anew.', '/split/folds');
  if (ends.some((end, at) => end <= (ends[at - 1] ?? 0)))
    throw invalid('The ends of stretches must ascend.', '/continueFrom/ends');
}

/**
 * Opens the package that a recipe goes on from; null when it starts anew.
 * @throws AppError `blob-unknown` without it, `cannot-continue` when it was made in another way or of other rows.
 */
export function openBase(recipe: Recipe, table: Table, bytes: Uint8Array | undefined): BaseVersion | null {
  const { continueFrom } = recipe;
  if (continueFrom === undefined) return null;
  const { digest, ends } = continueFrom;
  if (bytes === undefined)
    throw new AppError('blob-unknown', {
      detail: `The package ${digest.slice(0, 12)}… that training goes on from is not on this device.`,
      pointer: '/continueFrom/digest',
    });
  const { manifest, transformers, model } = openModel(bytes, digest);
  requireSameRoad(recipe, manifest.recipe);
  const last = ends.at(-1);
  if (last !== undefined) requireSameRows(table, last, ends, manifest);
  return { recipe: manifest.recipe, transformers, labels: manifest.signature.output.labels, model };
}

/** What must be as it was: each is either fitted already, or says which rows were tested on. */
const FIXED = ['task', 'target', 'prepare', 'clean'] as const;

function requireSameRoad(recipe: Recipe, before: Manifest['recipe']): void {
  const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
  const changed = FIXED.find((key) => !same(recipe[key], before[key]));
  const used = ({ columns }: Pick<Recipe, 'columns'>): unknown =>
    columns.filter(({ role }) => role !== 'ignore');
  if (changed !== undefined)
    throw cannot(`Its "${changed}" is another one than the recipe's.`, `/${changed}`);
  if (!same(used(recipe), used(before))) throw cannot('It takes other columns.', '/columns');
  if (recipe.estimator.name !== before.estimator.name)
    throw cannot(`It was trained by ${before.estimator.name}.`, '/estimator/name');
  if (recipe.continueFrom!.ends.length === 0) return;
  if (recipe.seed !== before.seed || !same(recipe.split, before.split))
    throw cannot('With another seed or split, rows it was trained on would be tested on.', '/seed');
}

function requireSameRows(table: Table, last: number, ends: readonly number[], manifest: Manifest): void {
  const before = manifest.recipe.continueFrom?.ends ?? [];
  if (canonicalJson(ends.slice(0, -1)) !== canonicalJson(before))
    throw cannot('It learned from stretches that end elsewhere.', '/continueFrom/ends');
  if (table.nRows <= last)
    throw cannot(`The data has ${table.nRows} rows and no newer ones than it knows.`, '/continueFrom/ends');
  const rows = Int32Array.from({ length: last }, (_, row) => row);
  if (dataVersion(selectRows(table, rows)) !== manifest.dataVersion)
    throw cannot(`The first ${last} rows are not the ones that it was trained from.`, '/continueFrom/ends');
}

/** The recipe that goes on from a version: its own, with the parameters that are given instead. */
export function continuedRecipe(
  { recipe: { continueFrom: _continueFrom, ...recipe } }: Pick<Manifest, 'recipe'>,
  continueFrom: NonNullable<Recipe['continueFrom']>,
  params: Readonly<Record<string, ParamValue>> = {},
): Recipe {
  const { estimator } = recipe;
  return { ...recipe, estimator: { ...estimator, params: { ...estimator.params, ...params } }, continueFrom };
}

const invalid = (detail: string, pointer: string): AppError =>
  new AppError('recipe-invalid', { detail, pointer });
