import { AppError } from '../errors/app-error.ts';
import type { Estimator } from '../estimators/estimator.ts';
import { estimatorByName, sparseEstimators } from '../estimators/registry.ts';
import { resolveParams } from '../estimators/params-check.ts';
import { canonicalJson, sha256Hex } from '../records/canonical.ts';
import { recipeSchema, type Recipe } from '../records/recipe.ts';
import type { Table } from '../table/table.ts';
import { checkClassWeights } from './class-weights.ts';
import { checkContinueFrom } from './continue-from.ts';
import { checkDerived } from './check-derived.ts';
import { checkNativeFeatures } from './native-features.ts';

/**
 * Reads a recipe from untrusted JSON and checks it against the estimators that exist.
 * @throws AppError `recipe-too-new`, `recipe-invalid` with a pointer per field, `estimator-unknown`, `param-invalid`.
 */
export function parseRecipe(json: unknown): Recipe {
  const version = typeof json === 'object' && json !== null && 'v' in json ? json.v : undefined;
  if (typeof version === 'number' && version > 1) {
    throw new AppError('recipe-too-new', {
      detail: `The recipe has version ${version}; this Treadle reads version 1.`,
    });
  }
  const parsed = recipeSchema.safeParse(json);
  if (!parsed.success) throw recipeInvalid(parsed.error.issues);
  const recipe = parsed.data;
  checkRoles(recipe);
  checkBalance(recipe);
  checkDerived(recipe);
  checkEstimator(recipe);
  checkClassWeights(recipe);
  checkContinueFrom(recipe);
  return recipe;
}

/** @throws AppError `estimator-unknown`, `param-invalid`, `recipe-invalid` when it cannot do the task. */
export function checkEstimator(recipe: Recipe): void {
  const estimator = estimatorByName(recipe.estimator.name);
  if (!estimator.tasks.includes(recipe.task)) {
    throw new AppError('recipe-invalid', {
      detail: `The estimator ${estimator.name} does not do ${recipe.task}; it does ${estimator.tasks.join(' and ')}.`,
      pointer: '/estimator/name',
    });
  }
  checkText(recipe, estimator);
  checkCalibrate(recipe);
  checkNativeFeatures(recipe, estimator);
  resolveParams(estimator.params, recipe.estimator.params);
}

/** Text makes thousands of columns that are nearly all zero; an estimator must take them as such. */
function checkText({ columns, estimator, task }: Recipe, { title, sparse, sequences }: Estimator): void {
  const text = columns.find(({ role, type }) => role === 'feature' && type === 'text');
  if (text === undefined && sequences === true) {
    throw new AppError('recipe-invalid', {
      detail: `${title} reads texts, and no feature is text.`,
      remedy: 'Take another estimator, or give a column the type text when the data is loaded.',
      pointer: '/estimator/name',
    });
  }
  if (text === undefined || sparse) return;
  const able = sparseEstimators(task);
  throw new AppError('recipe-invalid', {
    detail: `The estimator ${estimator.name} takes no text, and "${text.name}" is text.`,
    remedy:
      able.length === 0
        ? `No estimator does ${task} on text; set the column's role to ignore.`
        : `Use ${able.join(' or ')}, or set the column's role to ignore.`,
    pointer: '/estimator/name',
  });
}

function checkBalance({ balance, task }: Recipe): void {
  if (balance === undefined || task === 'classification') return;
  throw new AppError('recipe-invalid', {
    detail: 'Only classes can be balanced; the task is regression.',
    remedy: 'Leave `balance` out, or train for classes.',
    pointer: '/balance',
  });
}

function checkCalibrate({ calibrate, task }: Recipe): void {
  if (calibrate === undefined || task === 'classification') return;
  throw new AppError('recipe-invalid', {
    detail: 'Only probabilities of classes can be calibrated; the task is regression.',
    remedy: 'Leave `calibrate` out, or train for classes.',
    pointer: '/calibrate',
  });
}

function recipeInvalid(issues: readonly { path: PropertyKey[]; message: string }[]): AppError {
  const errors = issues.map((issue) => ({
    pointer: `/${issue.path.map(String).join('/')}`,
    code: 'recipe-invalid',
    detail: issue.message,
  }));
  const first = errors[0];
  return new AppError('recipe-invalid', {
    detail:
      first === undefined
        ? 'The recipe is invalid.'
        : `The recipe is invalid at ${first.pointer}: ${first.detail}`,
    errors,
  });
}

function checkRoles(recipe: Recipe): void {
  const targets = recipe.columns.filter((column) => column.role === 'target').map((column) => column.name);
  if (targets.length !== 1 || targets[0] !== recipe.target) {
    throw new AppError('recipe-invalid', {
      detail: `Exactly one column must have the role target and be named "${recipe.target}"; the recipe has ${targets.length === 0 ? 'none' : targets.map((name) => `"${name}"`).join(', ')}.`,
      pointer: '/columns',
    });
  }
  const names = recipe.columns.map((column) => column.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new AppError('recipe-invalid', {
      detail: `The column "${repeated}" stands in the recipe twice.`,
      pointer: '/columns',
    });
  }
  if (!recipe.columns.some((column) => column.role === 'feature')) {
    throw new AppError('features-missing', {
      detail: 'The recipe gives no column the role feature.',
      pointer: '/columns',
    });
  }
}

/**
 * Checks that a table has what a recipe names, with the types it names.
 * @throws AppError `no-rows`, `target-missing`, `column-unknown`, `recipe-invalid`.
 */
export function checkRecipeFits(recipe: Recipe, table: Table): void {
  checkDerived(recipe);
  if (table.nRows === 0) throw new AppError('no-rows', { detail: 'The data version has no rows.' });
  const types = new Map(table.columns.map((column) => [column.name, column.type]));
  const known = [...types.keys()].slice(0, 30).join(', ');
  if (!types.has(recipe.target)) {
    throw new AppError('target-missing', {
      detail: `The data has no column "${recipe.target}". It has: ${known}.`,
      pointer: '/target',
    });
  }
  recipe.columns.forEach((column, index) => {
    if (column.role === 'ignore') return;
    const type = types.get(column.name);
    const pointer = `/columns/${index}`;
    if (type === undefined) {
      throw new AppError('column-unknown', {
        detail: `The data has no column "${column.name}". It has: ${known}.`,
        pointer,
      });
    }
    if (type !== column.type) {
      throw new AppError('recipe-invalid', {
        detail: `The recipe takes "${column.name}" as ${column.type}, but the data has it as ${type}.`,
        remedy: 'Load the data with that type, or make the recipe again from this data version.',
        pointer: `${pointer}/type`,
      });
    }
  });
}

/** SHA-256 of the recipe without `seed` and `register`: what semantic versions compare. */
export function recipeDigest(recipe: Recipe): string {
  const { seed: _seed, register: _register, ...compared } = recipe;
  return sha256Hex(canonicalJson(compared));
}
