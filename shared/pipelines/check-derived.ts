import { AppError } from '../errors/app-error.ts';
import type { Recipe } from '../records/recipe.ts';

/**
 * Derived columns have names of their own and are made from features, or from derived columns before them.
 * @throws AppError `recipe-invalid` with a pointer to the column at fault.
 */
export function checkDerived({ columns, prepare, target }: Recipe): void {
  const taken = new Set(columns.map(({ name }) => name));
  const known = new Set(columns.filter(({ role }) => role === 'feature').map(({ name }) => name));
  prepare.forEach((step, at) => {
    if (step.step !== 'derive') return;
    step.derived.forEach(({ name, of }, index) => {
      const pointer = `/prepare/${at}/derived/${index}`;
      if (taken.has(name)) throw invalid(`A column "${name}" is there already.`, `${pointer}/name`);
      const strange = of.find((source) => !known.has(source));
      if (strange !== undefined)
        throw invalid(whyNot(name, strange, target, taken.has(strange)), `${pointer}/of`);
      taken.add(name);
      known.add(name);
    });
  });
}

function whyNot(name: string, source: string, target: string, isColumn: boolean): string {
  if (source === target)
    return `"${name}" would be derived from the target "${target}", which is not there at prediction.`;
  return isColumn
    ? `"${name}" is derived from "${source}", which is no feature of the recipe.`
    : `"${name}" is derived from "${source}", and there is no such column before it.`;
}

const invalid = (detail: string, pointer: string): AppError =>
  new AppError('recipe-invalid', {
    detail,
    remedy: 'Derive columns from features, each under a new name.',
    pointer,
  });
