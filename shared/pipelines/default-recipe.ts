import { AppError } from '../errors/app-error.ts';
import type { Task } from '../estimators/estimator.ts';
import { estimatorByName, sparseEstimators } from '../estimators/registry.ts';
import type { DerivedColumn } from '../records/derived.ts';
import type { Calibrate, ParamValue, Recipe, RecipeColumn } from '../records/recipe.ts';
import { preparationSteps } from './preparation-choices.ts';
import type { SchemaColumn } from '../records/dataset.ts';

export interface RecipeWish {
  readonly schema: readonly SchemaColumn[];
  readonly target: string;
  /** Guessed from the target when left out. */
  readonly task?: Task;
  /** Distinct values of the target, where known: a numeric target with few of them means classes. */
  readonly distinct?: number;
  readonly estimator: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly seed: number;
  /** By `preparationChoices`; only what differs from the defaults. */
  readonly preparation?: Readonly<Record<string, ParamValue>>;
  /** Made from other columns, before all other steps. */
  readonly derived?: readonly DerivedColumn[];
  readonly calibrate?: Calibrate;
  readonly classWeights?: Recipe['classWeights'];
  /** Directions of features, for estimators that say `monotone`. */
  readonly monotone?: Recipe['estimator']['monotone'];
  readonly test?: number;
}

/**
 * The recipe a careful analyst would start from: duplicates dropped, identifiers left out, dates taken
 * apart, outliers clipped, gaps imputed and categories one-hot (where the estimator does not take both as they
 * are), numbers scaled where it matters, texts to TF-IDF where the estimator takes them (else left out).
 * @throws AppError `target-missing`, `estimator-unknown`, `features-missing`.
 */
export function defaultRecipe(wish: RecipeWish): Recipe {
  const target = wish.schema.find((column) => column.name === wish.target);
  if (target === undefined) {
    const known = wish.schema
      .map((column) => column.name)
      .slice(0, 30)
      .join(', ');
    throw new AppError('target-missing', {
      detail: `The data has no column "${wish.target}". It has: ${known}.`,
      pointer: '/target',
    });
  }
  const task = wish.task ?? guessTask(target, wish.distinct ?? Infinity);
  const estimator = estimatorByName(wish.estimator);
  const columns = wish.schema.map((column): RecipeColumn => ({
    ...column,
    role: roleOf(column, wish.target, estimator.sparse),
  }));
  if (!columns.some((column) => column.role === 'feature')) {
    throw nothingToLearnFrom(wish, estimator.name, task);
  }
  return {
    format: 'treadle-recipe',
    v: 1,
    task,
    target: wish.target,
    columns,
    ...preparationSteps(columns, estimator.name, wish.preparation, wish.derived),
    split: { test: wish.test ?? 0.2, stratify: task === 'classification' },
    estimator: {
      name: estimator.name,
      params: { ...wish.params },
      ...(wish.monotone === undefined ? {} : { monotone: wish.monotone }),
    },
    seed: wish.seed,
    ...(wish.calibrate === undefined ? {} : { calibrate: wish.calibrate }),
    ...(wish.classWeights === undefined ? {} : { classWeights: wish.classWeights }),
    evaluate: {},
  };
}

/**
 * What most people want to see side by side first, the usual choice at the front of those that can learn
 * from these columns: with nothing but text, the estimators that take it.
 */
export function usualEstimators(schema: readonly SchemaColumn[], target: string, task: Task): string[] {
  const types = new Set(schema.filter(({ name }) => name !== target).map(({ type }) => type));
  types.delete('identifier');
  if (task === 'classification' && types.size === 1 && types.has('text')) return [...usualForText];
  return [...usualThree[task]];
}

const usualForText = ['logistic-regression', 'multinomial-nb', 'complement-nb'];

const usualThree: Record<Task, readonly string[]> = {
  classification: ['logistic-regression', 'random-forest', 'gradient-boosting'],
  regression: ['linear-regression', 'random-forest', 'gradient-boosting'],
};

/** A numeric target with more distinct values than this is a quantity, not a class. */
const MOST_NUMERIC_CLASSES = 10;

/** A numeric target with many values means regression; everything else is classes. */
export function guessTask(target: SchemaColumn, distinct: number): Task {
  return target.type === 'numeric' && distinct > MOST_NUMERIC_CLASSES ? 'regression' : 'classification';
}

function nothingToLearnFrom({ schema, target }: RecipeWish, estimator: string, task: Task): AppError {
  const hasText = schema.some(({ name, type }) => name !== target && type === 'text');
  const able = sparseEstimators(task);
  return new AppError('features-missing', {
    detail: hasText
      ? `Every column beside the target is free text or an identifier, and ${estimator} takes no text.`
      : 'Every column beside the target is an identifier, which the default recipe leaves out.',
    ...(hasText && able.length > 0 ? { remedy: `Use ${able.join(' or ')}.` } : {}),
  });
}

function roleOf(column: SchemaColumn, target: string, takesText: boolean): RecipeColumn['role'] {
  if (column.name === target) return 'target';
  if (column.type === 'text') return takesText ? 'feature' : 'ignore';
  return column.type === 'identifier' ? 'ignore' : 'feature';
}
