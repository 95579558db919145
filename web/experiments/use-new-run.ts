import { useMemo, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Task } from '../../shared/estimators/estimator.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { ParamValue, Recipe } from '../../shared/records/recipe.ts';
import { preferences } from '../shell/preferences.ts';

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
  readonly test: number;
  readonly seed: number;
}

export interface NewRun {
  readonly wish: RunWish;
  edit(change: Partial<RunWish>): void;
  setParam(estimator: string, name: string, value: ParamValue | undefined): void;
  /** The task that the recipes have; null without a target. */
  readonly task: Task | null;
  /** One recipe an estimator; null while something is wrong. */
  readonly models: readonly { title: string; recipe: Recipe }[] | null;
  readonly error: AppError | null;
}

/** What most people want to see side by side first. */
const usualThree: Record<Task, readonly string[]> = {
  classification: ['logistic-regression', 'random-forest', 'gradient-boosting'],
  regression: ['linear-regression', 'random-forest', 'gradient-boosting'],
};

export function useNewRun(dataset: DatasetRecord, experiment: string): NewRun {
  const [wish, setWish] = useState<RunWish>(() => firstWish(dataset, experiment));
  const made = useMemo(() => recipesOf(dataset, wish), [dataset, wish]);
  const edit = (change: Partial<RunWish>): void =>
    setWish((old) => settle(dataset, old, { ...old, ...change }));
  return {
    wish,
    edit,
    setParam(estimator, name, value) {
      const { [name]: _old, ...others } = wish.params.get(estimator) ?? {};
      const next = value === undefined ? others : { ...others, [name]: value };
      edit({ params: new Map(wish.params).set(estimator, next) });
    },
    task: taskOf(dataset, wish),
    ...made,
  };
}

function firstWish(dataset: DatasetRecord, experiment: string): RunWish {
  const { target } = dataset;
  const empty = {
    experiment,
    name: '',
    target,
    task: null,
    estimators: [],
    params: new Map(),
    roles: new Map(),
  };
  const wish: RunWish = { ...empty, test: 0.2, seed: preferences.get().seed };
  return { ...wish, estimators: usualThree[taskOf(dataset, wish) ?? 'classification'] };
}

/** Another task has other estimators: those that cannot do it give way to the usual ones. */
function settle(dataset: DatasetRecord, old: RunWish, next: RunWish): RunWish {
  const task = taskOf(dataset, next);
  if (task === null || task === taskOf(dataset, old)) return next;
  return { ...next, estimators: usualThree[task] };
}

function taskOf(dataset: DatasetRecord, { target, task }: RunWish): Task | null {
  if (target === null) return null;
  return task ?? baseRecipe(dataset, { target, task, estimator: 'random-forest' }).task;
}

function recipesOf(dataset: DatasetRecord, wish: RunWish): Pick<NewRun, 'models' | 'error'> {
  if (wish.target === null) return { models: null, error: null };
  try {
    const models = wish.estimators.map((name) => ({
      title: estimatorByName(name).title,
      recipe: recipeOf(dataset, wish, name),
    }));
    return { models, error: null };
  } catch (thrown) {
    return { models: null, error: AppError.from(thrown) };
  }
}

/** @throws AppError `recipe-invalid`, `param-invalid`, `features-missing`. */
function recipeOf(dataset: DatasetRecord, wish: RunWish, estimator: string): Recipe {
  const recipe = baseRecipe(dataset, { target: wish.target!, task: wish.task, estimator });
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
    estimator: { name: estimator, params: wish.params.get(estimator) ?? {} },
    split: { ...recipe.split, test: wish.test },
    seed: wish.seed,
  });
}

function baseRecipe(
  dataset: DatasetRecord,
  wish: { target: string; task: Task | null; estimator: string },
): Recipe {
  const { target, task, estimator } = wish;
  return defaultRecipe({
    schema: dataset.schema,
    target,
    estimator,
    seed: 0,
    ...(task === null ? {} : { task }),
  });
}
