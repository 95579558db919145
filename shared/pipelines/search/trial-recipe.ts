import type { Recipe } from '../../records/recipe.ts';
import type { SweepSpec } from '../../records/sweep.ts';
import type { Point } from './trial.ts';

/** The recipe that a candidate is trained with: the same that `treadle train` would make of its params. */
export function modelRecipe({ models }: SweepSpec, { model, params }: Point): Recipe {
  const { recipe } = models[model]!;
  const { folds: _folds, repeats: _repeats, ...split } = recipe.split;
  const { estimator } = recipe;
  return { ...recipe, split, estimator: { ...estimator, params: { ...estimator.params, ...params } } };
}

/** The same with the folds that it is judged by. */
export function trialRecipe(spec: SweepSpec, point: Point): Recipe {
  const recipe = modelRecipe(spec, point);
  const { folds, repeats } = spec;
  return { ...recipe, split: { ...recipe.split, folds, ...(repeats > 1 ? { repeats } : {}) } };
}
