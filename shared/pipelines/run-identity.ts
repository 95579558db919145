import { AppError } from '../errors/app-error.ts';
import type { Checkpoint, RunIdentity } from '../packaging/checkpoint-file.ts';
import { canonicalJson, sha256Hex } from '../records/canonical.ts';
import type { Recipe } from '../records/recipe.ts';

/** What a run is a function of, for checkpoints: unlike its digest, the recipe's seed counts. */
export function runIdentity(recipe: Recipe, dataVersion: string, engineVersion: string): RunIdentity {
  const { register: _, ...rest } = recipe;
  return { recipe: sha256Hex(canonicalJson(rest)), dataVersion, engineVersion };
}

/**
 * A checkpoint means something to the very run it was taken of only.
 * @throws AppError `checkpoint-stale` that says what differs.
 */
export function requireSameRun({ of }: Pick<Checkpoint, 'of'>, run: RunIdentity): void {
  const differing = (
    [
      ['engineVersion', `the engine (it was version ${of.engineVersion}, this is ${run.engineVersion})`],
      ['dataVersion', 'the data'],
      ['recipe', 'the recipe'],
    ] as const
  ).filter(([part]) => of[part] !== run[part]);
  if (differing.length === 0) return;
  throw new AppError('checkpoint-stale', {
    detail: `The training cannot be taken up again, since ${differing.map(([, words]) => words).join(' and ')} changed in between.`,
  });
}
