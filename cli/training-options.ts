import { AppError } from '../shared/errors/app-error.ts';
import type { Estimator, Task } from '../shared/estimators/estimator.ts';
import type { Param } from '../shared/estimators/params.ts';
import { parseParamFlag } from '../shared/estimators/params-check.ts';
import { estimatorByName } from '../shared/estimators/registry.ts';
import { defaultRecipe, usualEstimators } from '../shared/pipelines/default-recipe.ts';
import { preparationChoices } from '../shared/pipelines/preparation-choices.ts';
import { checkEstimator, checkRecipeFits, parseRecipe } from '../shared/pipelines/recipe-check.ts';
import { checkTarget } from '../shared/pipelines/target.ts';
import type { ParamValue, Recipe } from '../shared/records/recipe.ts';
import { schemaOf } from '../shared/table/columns.ts';
import { distinctValues } from '../shared/table/distinct.ts';
import type { Table } from '../shared/table/table.ts';
import type { Invocation } from './command.ts';
import { required, wholeNumber } from './invocation.ts';
import { recipeParts, type RecipeParts } from './recipe-flags.ts';
import { readBytes } from './source.ts';

/** The options of `train`, each checked as far as it can be without the data. */
export interface Training extends TrainingSettings {
  readonly stated: Recipe | Wish;
}

/** What is asked whatever the recipe. */
export interface TrainingSettings {
  readonly experiment: string | null;
  readonly name: string | null;
  readonly register: string | null;
  /** null = as many as pay. */
  readonly threads: number | null;
  /** null = the probe chooses. */
  readonly backend: string | null;
}

/** What the flags say, where they do not name a whole recipe. */
export interface Wish extends RecipeParts {
  readonly target: string;
  /** null = the usual one for the columns there are. */
  readonly estimator: string | null;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** By `preparationChoices`. */
  readonly preparation: Readonly<Record<string, ParamValue>>;
  readonly task: Task | null;
  readonly seed: number;
  /** Of a cross-validation beside the training; null = none. */
  readonly folds: number | null;
  readonly repeats: number | null;
}

const USUAL_ESTIMATOR = 'random-forest';
const MAX_THREADS = 64;
const MAX_SEED = 2 ** 32 - 1;

/** @throws AppError `usage`, `estimator-unknown`, `param-invalid`, `recipe-invalid`, `file-unreadable`. */
export async function readTraining(invocation: Invocation): Promise<Training> {
  const stated = (await recipeFromFile(invocation)) ?? wishFromFlags(invocation);
  return { stated, ...readSettings(invocation) };
}

/** @throws AppError `usage`. */
export function readSettings(invocation: Invocation): TrainingSettings {
  const threads = invocation.string('threads');
  const text = (name: string): string | null => {
    if (invocation.string(name) === undefined) return null;
    return required(invocation, name);
  };
  return {
    experiment: text('experiment'),
    name: text('name'),
    register: text('register'),
    threads:
      threads === undefined
        ? null
        : wholeNumber(invocation, 'threads', { min: 1, max: MAX_THREADS, fallback: 1 }),
    backend: text('backend'),
  };
}

/** Flags that a recipe answers. */
const RECIPE_FLAGS = ['target', 'estimator', 'task', 'folds', 'repeats', 'balance', 'calibrate'];
const RECIPE_LISTS = ['param', 'prepare', 'derive', 'class-weight', 'monotone'];

async function recipeFromFile(invocation: Invocation): Promise<Recipe | null> {
  const file = invocation.string('recipe');
  if (file === undefined) return null;
  const doubled = RECIPE_FLAGS.filter((name) => invocation.string(name) !== undefined);
  doubled.push(...RECIPE_LISTS.filter((name) => invocation.list(name).length > 0));
  if (doubled.length > 0)
    throw new AppError('usage', {
      detail: `The recipe states what ${doubled.map((name) => `--${name}`).join(', ')} would say; give one or the other.`,
    });
  const recipe = parseRecipe(parseRecipeFile(file, await readBytes(file)));
  return { ...recipe, seed: seedOf(invocation, recipe.seed) };
}

function parseRecipeFile(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new AppError('recipe-invalid', {
      detail: `"${file}" is not JSON: ${thrown.message}`,
      cause: thrown,
    });
  }
}

function wishFromFlags(invocation: Invocation): Wish {
  const all = wishOfAll(invocation);
  const named = invocation.string('estimator');
  // Params are those of the usual estimator when none is named.
  const estimator = estimatorByName(named ?? USUAL_ESTIMATOR);
  const params = invocation.list('param').map((flag) => parseParamFlag(estimator.params, flag));
  return {
    ...all,
    estimator: named === undefined && params.length === 0 ? null : estimator.name,
    params: Object.fromEntries(params),
  };
}

/** What is wished whatever the estimator. @throws AppError `usage`, `param-invalid`. */
export function wishOfAll(invocation: Invocation): Omit<Wish, 'estimator' | 'params'> {
  const target = required(invocation, 'target');
  const task = invocation.string('task') ?? null;
  if (task !== null && task !== 'classification' && task !== 'regression')
    throw new AppError('usage', { detail: `--task must be classification or regression, not "${task}".` });
  const preparation = invocation.list('prepare').map((flag) => parseParamFlag(preparationChoices, flag));
  return {
    target,
    ...recipeParts(invocation),
    preparation: { ...Object.fromEntries(preparation), ...balanceFlag(invocation) },
    task,
    seed: seedOf(invocation, 42),
    folds: countOf(invocation, 'folds', 2),
    repeats: countOf(invocation, 'repeats', 1),
  };
}

const MOST_FOLDS = 100;

const countOf = (invocation: Invocation, name: string, min: number): number | null =>
  invocation.string(name) === undefined
    ? null
    : wholeNumber(invocation, name, { min, max: MOST_FOLDS, fallback: min });

/** `--balance smote` is short for `--prepare balance=smote`. */
function balanceFlag(invocation: Invocation): Record<string, ParamValue> {
  const strategy = invocation.string('balance');
  return strategy === undefined
    ? {}
    : Object.fromEntries([parseParamFlag(preparationChoices, `balance=${strategy}`)]);
}

const seedOf = (invocation: Invocation, fallback: number): number =>
  wholeNumber(invocation, 'seed', { min: 0, max: MAX_SEED, fallback });

/**
 * The recipe for this table, which it fits.
 * @throws AppError `target-missing`, `target-constant`, `features-missing`, `recipe-invalid`.
 */
export function recipeFor({ stated }: Pick<Training, 'stated'>, table: Table): Recipe {
  const recipe = 'format' in stated ? stated : recipeFromWish(stated, table);
  checkEstimator(recipe);
  checkRecipeFits(recipe, table);
  checkTarget(table, recipe.target, recipe.task);
  return recipe;
}

function recipeFromWish({ task, folds, repeats, ...wish }: Wish, table: Table): Recipe {
  const schema = schemaOf(table);
  const known = schema.some((column) => column.name === wish.target);
  const usual = usualEstimators(schema, wish.target, task ?? 'classification');
  const recipe = defaultRecipe({
    ...wish,
    estimator: wish.estimator ?? (usual.includes(USUAL_ESTIMATOR) ? USUAL_ESTIMATOR : usual[0]!),
    schema,
    ...(task === null ? {} : { task }),
    ...(known ? { distinct: distinctValues(table, wish.target) } : {}),
  });
  const validated = { ...(folds === null ? {} : { folds }), ...(repeats === null ? {} : { repeats }) };
  return { ...recipe, split: { ...recipe.split, ...validated } };
}

/** `  ridge  alpha=1 …` */
export function paramNames({ name, params }: Estimator): string {
  return `  ${name}: ${params.map((param) => `${param.name}=${String(param.default)}`).join(' ')}`;
}

/** `  outliers=clip|drop|keep: …` */
export function choiceNames(param: Param): string {
  const choices = param.type === 'choice' ? param.choices.join('|') : String(param.default);
  return `  ${param.name}=${choices}: ${param.help}`;
}
