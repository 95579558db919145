import { AppError } from '../../../shared/errors/app-error.ts';
import type { Param } from '../../../shared/estimators/params.ts';
import { parseParamFlag } from '../../../shared/estimators/params-check.ts';
import { estimatorByName } from '../../../shared/estimators/registry.ts';
import { axesOf, valueAt } from '../../../shared/pipelines/search/axes.ts';
import { parseSweep } from '../../../shared/pipelines/search/check-sweep.ts';
import { growing } from '../../../shared/pipelines/search/resource.ts';
import { usualDimension, usualSpace } from '../../../shared/pipelines/search/usual-space.ts';
import type { Recipe } from '../../../shared/records/recipe.ts';
import type { HalvingResource, SearchDimension, SweepSpec } from '../../../shared/records/sweep.ts';

export type Method = SweepSpec['search']['method'];

/** What the person wants of the search, before it is a sweep. */
export interface SearchWish {
  readonly method: Method;
  readonly trials: number;
  /** The param that grows with halving; null = the rows. */
  readonly resource: string | null;
  /** To how much; null = what the recipes say. */
  readonly most: number | null;
  readonly folds: number;
  readonly repeats: number;
  readonly nested: boolean;
  /** null = the usual one of the task. */
  readonly metric: string | null;
  readonly minutes: number | null;
  /** What was chosen for a param by `estimator.param`: its values as text, or that it is not searched. */
  readonly searched: ReadonlyMap<string, string | false>;
}

export const firstSearchWish: SearchWish = {
  method: 'bayes',
  trials: 30,
  resource: null,
  most: null,
  folds: 5,
  repeats: 1,
  nested: false,
  metric: null,
  minutes: null,
  searched: new Map(),
};

/** A grid grows quickly: only so many params are in it unless somebody asks for more. */
const IN_A_GRID = 2;
const GRID_PLACES = [0, 0.34, 0.67, 0.999];

/** What the search does with a param: its values or limits as text, or false. */
export function searchedText(
  { method, resource, searched }: SearchWish,
  estimator: string,
  param: Param,
): string | false {
  if (method === 'halving' && resource === param.name) return false;
  const stated = searched.get(`${estimator}.${param.name}`);
  return stated ?? usualText(method, estimator, param);
}

function usualText(method: Method, estimator: string, param: Param): string | false {
  const usual = usualSpace(estimator).map((dimension) => dimension.param);
  const used = method === 'grid' ? usual.slice(0, IN_A_GRID) : usual;
  return used.includes(param.name) ? suggestion(method, estimator, param) : false;
}

/** The usual values of a param for a grid, its usual limits for another search. */
export function suggestion(method: Method, estimator: string, param: Param): string {
  const dimension = usualDimension(param);
  if ('values' in dimension) return dimension.values.join(', ');
  if (method !== 'grid') return `${dimension.from} .. ${dimension.to}`;
  const { params } = estimatorByName(estimator);
  const recipe = { estimator: { name: estimator, params: {} } } as Recipe;
  const [axis] = axesOf({ recipe, space: [dimension] });
  if (axis === undefined || axis.kind !== 'range' || params.length === 0) return '';
  return [...new Set(GRID_PLACES.map((place) => valueAt(axis, place)))].join(', ');
}

/**
 * `3, 5, 10` or `0.01 .. 100` as what a search takes.
 * @throws AppError `param-invalid` with the limits, `sweep-invalid`.
 */
export function dimensionOf(param: Param, text: string): SearchDimension {
  const range = text.split('..').map((part) => part.trim());
  if (range.length === 2 && param.type !== 'choice') {
    const [from, to] = range.map((part) => parseParamFlag([param], `${param.name}=${part}`)[1]);
    if (typeof from === 'number' && typeof to === 'number') return { param: param.name, from, to };
  }
  const parts = text.split(param.type === 'choice' ? /,\s+/ : ',').map((part) => part.trim());
  const values = parts
    .filter((part) => part !== '')
    .map((part) => parseParamFlag([param], `${param.name}=${part}`)[1]);
  if (values.length > 0) return { param: param.name, values };
  throw new AppError('sweep-invalid', {
    detail: `"${param.name}" has no value to try. Write values (3, 5, 10) or limits (1 .. 10).`,
  });
}

/** What is wrong with the text of a param, for beside its field. */
export function problemWith(param: Param, text: string | false): string | null {
  if (text === false) return null;
  try {
    dimensionOf(param, text);
    return null;
  } catch (thrown) {
    return AppError.from(thrown).detail;
  }
}

/** @throws AppError as `parseSweep`. */
export function sweepOf(wish: SearchWish, recipes: readonly Recipe[], metric: string): SweepSpec {
  const { method, trials, folds, repeats, nested, minutes } = wish;
  return parseSweep({
    models: recipes.map((recipe) => ({ recipe, space: spaceOf(wish, recipe.estimator.name) })),
    search: method === 'grid' ? { method } : { method, trials, ...resourceOf(wish, recipes) },
    folds,
    repeats,
    metric,
    seed: recipes[0]?.seed ?? 0,
    ...(nested ? { nested: Math.min(20, folds) } : {}),
    ...(minutes === null ? {} : { timeBudgetMs: Math.round(minutes * 60_000) }),
  });
}

function resourceOf(
  { method, resource, most }: SearchWish,
  recipes: readonly Recipe[],
): { resource?: HalvingResource } {
  if (method !== 'halving' || resource === null) return {};
  const models = recipes.map((recipe) => ({ recipe }));
  return { resource: growing(models, resource, most === null ? {} : { most }) };
}

function spaceOf(wish: SearchWish, estimator: string): SearchDimension[] {
  return estimatorByName(estimator).params.flatMap((param) => {
    const text = searchedText(wish, estimator, param);
    return text === false ? [] : [dimensionOf(param, text)];
  });
}
