import { AppError } from '../errors/app-error.ts';
import type { Estimator } from '../estimators/estimator.ts';
import { estimators } from '../estimators/registry.ts';
import type { Recipe } from '../records/recipe.ts';

/**
 * Missing cells, category codes and monotone features are for estimators that know what they are.
 * @throws AppError `recipe-invalid` with a pointer and who does.
 */
export function checkNativeFeatures(recipe: Recipe, estimator: Estimator): void {
  const { prepare, balance } = recipe;
  prepare.forEach((step, at) => {
    const keeps = step.step === 'impute' && (step.numeric === 'keep' || step.categorical === 'keep');
    if (keeps && estimator.missing !== true)
      throw refused(
        `The estimator ${estimator.name} takes no missing values, which the step "impute" keeps.`,
        `Let the step fill them, or use ${namesOf(({ missing }) => missing === true)}.`,
        `/prepare/${at}`,
      );
    if (step.step === 'encode' && step.method === 'codes') checkCodes(recipe, estimator, at);
  });
  if (recipe.estimator.monotone !== undefined && estimator.monotone !== true)
    throw refused(
      `The estimator ${estimator.name} cannot hold predictions to a direction.`,
      `Leave \`monotone\` out, or use ${namesOf(({ monotone }) => monotone === true)}.`,
      '/estimator/monotone',
    );
  const codes = prepare.findIndex((step) => step.step === 'encode' && step.method === 'codes');
  if (codes >= 0 && balance?.strategy === 'smote')
    throw refused(
      'SMOTE makes rows between others, and between two category codes there is none.',
      'Encode categories as "one-hot", or balance by "oversample" or "undersample".',
      `/prepare/${codes}`,
    );
}

function checkCodes({ prepare }: Recipe, estimator: Estimator, at: number): void {
  if (estimator.categories !== true)
    throw refused(
      `The estimator ${estimator.name} does not split on category codes: it would take them for quantities.`,
      `Encode categories as "one-hot", or use ${namesOf(({ categories }) => categories === true)}.`,
      `/prepare/${at}/method`,
    );
  const later = prepare.findIndex(
    ({ step }, index) => index > at && (step === 'scale' || step === 'outliers'),
  );
  if (later >= 0)
    throw refused(
      `The step "${prepare[later]!.step}" would change the codes that "encode" made before it.`,
      'Move it in front of "encode", or leave it out: trees need no scaling.',
      `/prepare/${later}`,
    );
}

const namesOf = (can: (estimator: Estimator) => boolean): string =>
  estimators
    .filter(can)
    .map(({ name }) => name)
    .join(' or ');

const refused = (detail: string, remedy: string, pointer: string): AppError =>
  new AppError('recipe-invalid', { detail, remedy, pointer });

/**
 * nFeatures: the direction of each feature that the recipe names, 0 for the others; null without any.
 * @throws AppError `column-unknown` for a name that is no feature after preparation.
 */
export function monotoneDirections(recipe: Recipe, featureNames: readonly string[]): Int8Array | null {
  const { monotone } = recipe.estimator;
  if (monotone === undefined) return null;
  const directions = new Int8Array(featureNames.length);
  monotone.forEach(({ name, direction }, at) => {
    const feature = featureNames.indexOf(name);
    if (feature < 0)
      throw new AppError('column-unknown', {
        detail: `There is no feature "${name}" after preparation. There are: ${featureNames.slice(0, 30).join(', ')}.`,
        pointer: `/estimator/monotone/${at}/name`,
      });
    directions[feature] = direction === 'increasing' ? 1 : -1;
  });
  return directions;
}
