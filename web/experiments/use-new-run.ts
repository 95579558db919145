import { useMemo, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Task } from '../../shared/estimators/estimator.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { defaultRecipe, guessTask, usualEstimators } from '../../shared/pipelines/default-recipe.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import type { SchemaColumn } from '../../shared/records/dataset.ts';
import type { DerivedColumn } from '../../shared/records/derived.ts';
import type { Calibrate, ParamValue, Recipe } from '../../shared/records/recipe.ts';
import { preferences } from '../shell/preferences.ts';

/** What a run can be made from. */
export interface RunData {
  readonly schema: readonly SchemaColumn[];
  readonly target: string | null;
  /** Distinct values by column: a numeric target with few of them means classes. */
  readonly distinct: ReadonlyMap<string, number>;
}

/** What the person wants, before it is a recipe. */
export interface RunWish {
  readonly experiment: string;
  readonly name: string;
  readonly target: string | null;
  /** null = guessed from the target. */
  readonly task: Task | null;
  readonly estimators: readonly string[];
  /** Only what differs from the defaults, by estimator. */
  readonly params: ReadonlyMap<string, Readonly<Record<string, ParamValue>>>;
  /** Columns taken out or in against the default recipe. */
  readonly roles: ReadonlyMap<string, 'feature' | 'ignore'>;
  /** Only what differs from the defaults of `preparationChoices`. */
  readonly preparation: Readonly<Record<string, ParamValue>>;
  readonly derived: readonly DerivedColumn[];
  /** For classes only. */
  readonly calibrate: Calibrate | null;
  /** For classes only, by label; 1 where left out. */
  readonly classWeights: ReadonlyMap<string, number>;
  /** For estimators that hold to directions. */
  readonly monotone: NonNullable<Recipe['estimator']['monotone']>;
  readonly test: number;
  /** Of a cross-validation beside the training; null = none. */
  readonly folds: number | null;
  readonly seed: number;
}

export interface NewRun {
  readonly wish: RunWish;
  edit(change: Partial<RunWish>): void;
  setParam(estimator: string, name: string, value: ParamValue | undefined): void;
  setPreparation(name: string, value: ParamValue | undefined): void;
  /** The task that the recipes have; null without a target. */
  readonly task: Task | null;
  /** One recipe an estimator; null while something is wrong. */
  readonly models: readonly { title: string; recipe: Recipe }[] | null;
  readonly error: AppError | null;
}

export function useNewRun(data: RunData, experiment: string): NewRun {
  const [wish, setWish] = useState<RunWish>(() => firstWish(data, experiment));
  const made = useMemo(() => recipesOf(data, wish), [data, wish]);
  const edit = (change: Partial<RunWish>): void => setWish((old) => settle(data, old, { ...old, ...change }));
  return {
    wish,
    edit,
    setParam(estimator, name, value) {
      const next = changedBy(wish.params.get(estimator) ?? {}, name, value);
      edit({ params: new Map(wish.params).set(estimator, next) });
    },
    setPreparation: (name, value) => edit({ preparation: changedBy(wish.preparation, name, value) }),
    task: taskOf(data, wish),
    ...made,
  };
}

type Changes = Readonly<Record<string, ParamValue>>;

/** undefined takes a change back. */
function changedBy(changes: Changes, name: string, value: ParamValue | undefined): Changes {
  const { [name]: _old, ...others } = changes;
  return value === undefined ? others : { ...others, [name]: value };
}

function firstWish(data: RunData, experiment: string): RunWish {
  const { target } = data;
  const empty = {
    experiment,
    name: '',
    target,
    task: null,
    estimators: [],
    params: new Map(),
    roles: new Map(),
    preparation: {},
    derived: [],
    calibrate: null,
    classWeights: new Map(),
    monotone: [],
  };
  const wish: RunWish = { ...empty, test: 0.2, folds: null, seed: preferences.get().seed };
  return { ...wish, estimators: usual(data, wish) };
}

function usual(data: RunData, wish: RunWish): readonly string[] {
  return usualEstimators(data.schema, wish.target ?? '', taskOf(data, wish) ?? 'classification');
}

/** Another task has other estimators: those that cannot do it give way to the usual ones. */
function settle(data: RunData, old: RunWish, next: RunWish): RunWish {
  const task = taskOf(data, next);
  if (next.target !== old.target) next = { ...next, classWeights: new Map() };
  if (task === null || task === taskOf(data, old)) return next;
  return { ...next, estimators: usual(data, next) };
}

function taskOf(data: RunData, { target, task }: RunWish): Task | null {
  if (target === null) return null;
  const column = data.schema.find(({ name }) => name === target);
  return task ?? (column === undefined ? null : guessTask(column, data.distinct.get(target) ?? Infinity));
}

function recipesOf(data: RunData, wish: RunWish): Pick<NewRun, 'models' | 'error'> {
  if (wish.target === null) return { models: null, error: null };
  try {
    const models = wish.estimators.map((name) => ({
      title: estimatorByName(name).title,
      recipe: recipeOf(data, wish, name),
    }));
    return { models, error: null };
  } catch (thrown) {
    return { models: null, error: AppError.from(thrown) };
  }
}

/** @throws AppError `recipe-invalid`, `param-invalid`, `features-missing`. */
function recipeOf(data: RunData, wish: RunWish, estimator: string): Recipe {
  const recipe = baseRecipe(data, { ...wish, target: wish.target!, estimator });
  const columns = recipe.columns.map((column) => {
    const role = wish.roles.get(column.name);
    return role === undefined || column.role === 'target' ? column : { ...column, role };
  });
  if (!columns.some((column) => column.role === 'feature')) {
    throw new AppError('features-missing', { detail: 'No column is left to learn from.' });
  }
  return parseRecipe({
    ...recipe,
    columns,
    estimator: {
      name: estimator,
      params: wish.params.get(estimator) ?? {},
      ...monotoneOf(columns, wish, estimator),
    },
    split: { ...recipe.split, test: wish.test, ...(wish.folds === null ? {} : { folds: wish.folds }) },
    seed: wish.seed,
    ...(wish.classWeights.size === 0 || recipe.task === 'regression'
      ? {}
      : { classWeights: [...wish.classWeights].map(([label, weight]) => ({ label, weight })) }),
    ...(wish.calibrate === null || recipe.task === 'regression' ? {} : { calibrate: wish.calibrate }),
  });
}

/** Directions of columns that are still features, for estimators that hold to them. */
function monotoneOf(
  columns: Recipe['columns'],
  { monotone }: RunWish,
  estimator: string,
): Pick<Recipe['estimator'], 'monotone'> {
  if (estimatorByName(estimator).monotone !== true) return {};
  const left = monotone.filter(({ name }) =>
    columns.some((column) => column.name === name && column.role === 'feature'),
  );
  return left.length === 0 ? {} : { monotone: left };
}

function baseRecipe(
  data: RunData,
  wish: Pick<RunWish, 'task' | 'preparation' | 'derived'> & { target: string; estimator: string },
): Recipe {
  const { target, task, estimator, preparation, derived } = wish;
  return defaultRecipe({
    schema: data.schema,
    target,
    estimator,
    seed: 0,
    distinct: data.distinct.get(target) ?? Infinity,
    preparation,
    derived,
    ...(task === null ? {} : { task }),
  });
}
