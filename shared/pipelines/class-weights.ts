import { AppError } from '../errors/app-error.ts';
import type { Recipe } from '../records/recipe.ts';

/** @throws AppError `recipe-invalid` where weights of classes make no sense or stand there twice. */
export function checkClassWeights({ classWeights, task, estimator }: Recipe): void {
  if (classWeights === undefined) return;
  const names = classWeights.map(({ label }) => label);
  const repeated = names.findIndex((name, at) => names.indexOf(name) !== at);
  if (task !== 'classification') throw invalid('Only classes have weights; the task is regression.');
  if (repeated >= 0) throw invalid(`The class "${names[repeated]}" has two weights.`, `/${repeated}/label`);
  if (estimator.params['class_weight'] === 'balanced')
    throw invalid('The weights of the classes are given, and "class_weight" asks for balanced ones.');
}

/**
 * nClasses: the weight of each class, null when the recipe gives none.
 * @throws AppError `recipe-invalid` for a label that the data does not have.
 */
export function givenClassWeights(
  { classWeights }: Pick<Recipe, 'classWeights'>,
  labels: readonly string[],
): Float64Array | null {
  if (classWeights === undefined) return null;
  const weights = new Float64Array(labels.length).fill(1);
  classWeights.forEach(({ label, weight }, at) => {
    const k = labels.indexOf(label);
    if (k < 0) throw invalid(`No row has the class "${label}"; there are ${shown(labels)}.`, `/${at}/label`);
    weights[k] = weight;
  });
  return weights;
}

const shown = (labels: readonly string[]): string =>
  labels
    .slice(0, 20)
    .map((label) => `"${label}"`)
    .join(', ');

const invalid = (detail: string, below = ''): AppError =>
  new AppError('recipe-invalid', { detail, pointer: `/classWeights${below}` });
