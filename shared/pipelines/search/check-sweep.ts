import { AppError } from '../../errors/app-error.ts';
import { resolveParams } from '../../estimators/params-check.ts';
import type { Param } from '../../estimators/params.ts';
import { estimatorByName } from '../../estimators/registry.ts';
import { metricNames } from '../../evaluation/metric-list.ts';
import { sweepSpec, type SearchDimension, type SweepModel, type SweepSpec } from '../../records/sweep.ts';
import { parseRecipe } from '../recipe-check.ts';
import { axesOf } from './axes.ts';
import { countPoints } from './points.ts';
import { resourceParams } from './resource.ts';

/** More trials than this are a mistake, or a reason to search at random. */
export const MOST_TRIALS = 10_000;

/**
 * Reads a sweep from untrusted JSON and checks it against the estimators, their params and the metrics there are.
 * @throws AppError `sweep-invalid`, `metric-unknown`, `param-invalid` with the limits and the value, and what
 * `parseRecipe` throws.
 */
export function parseSweep(json: unknown): SweepSpec {
  const parsed = sweepSpec.safeParse(json);
  if (!parsed.success) throw shapeInvalid(parsed.error.issues);
  const spec = parsed.data;
  spec.models.forEach(({ recipe }) => parseRecipe(recipe));
  checkAlike(spec.models);
  checkMetric(spec);
  spec.models.forEach((model, at) => checkSpace(model, spec.search.method, `/models/${at}/space`));
  checkResource(spec);
  checkSize(spec);
  return spec;
}

/** `test_roc_auc`, `cv_roc_auc_mean` and `roc_auc` all mean the same here. */
export const plainMetric = (name: string): string =>
  name.replace(/^(test|train|cv)_/, '').replace(/_(mean|std)$/, '');

/** What trials are ranked by unless somebody says otherwise. */
export const usualMetric = (task: 'classification' | 'regression'): string =>
  task === 'classification' ? 'roc_auc' : 'rmse';

const invalid = (detail: string, pointer: string): AppError =>
  new AppError('sweep-invalid', { detail, pointer });

function shapeInvalid(issues: readonly { path: PropertyKey[]; message: string }[]): AppError {
  const errors = issues.map(({ path, message }) => ({
    pointer: `/${path.map(String).join('/')}`,
    code: 'sweep-invalid',
    detail: message,
  }));
  const [first] = errors;
  return new AppError('sweep-invalid', {
    detail: `The sweep is invalid at ${first?.pointer}: ${first?.detail}`,
    errors,
  });
}

/** Scores of different questions, rows or folds cannot be compared. */
function checkAlike([first, ...others]: readonly SweepModel[]): void {
  const asked = ({ recipe: { task, target, seed, split, evaluate } }: SweepModel): string =>
    JSON.stringify([task, target, seed, split.test, split.stratify, evaluate.positive ?? null]);
  if (first === undefined || others.every((other) => asked(other) === asked(first))) return;
  throw invalid(
    'The recipes of a sweep must have the same task, target, seed, split and positive class; else their scores say nothing about each other.',
    '/models',
  );
}

function checkMetric({ metric, models }: SweepSpec): void {
  const names = metricNames(models[0]!.recipe.task);
  if (names.includes(metric)) return;
  throw new AppError('metric-unknown', {
    detail: `There is no metric "${metric}" for ${models[0]!.recipe.task}; there are ${names.join(', ')}.`,
    pointer: '/metric',
  });
}

function checkSpace({ recipe, space }: SweepModel, method: string, pointer: string): void {
  const { name, params: table } = estimatorByName(recipe.estimator.name);
  space.forEach((dimension, at) => {
    const param = table.find((each) => each.name === dimension.param);
    // Says what params there are.
    if (param === undefined) throw firstError(table, dimension.param, null);
    if (space.findIndex((each) => each.param === dimension.param) !== at)
      throw invalid(`"${dimension.param}" of ${name} is searched twice.`, `${pointer}/${at}`);
    checkDimension(table, param, dimension, method, `${pointer}/${at}`);
  });
}

function checkDimension(
  table: readonly Param[],
  param: Param,
  dimension: SearchDimension,
  method: string,
  pointer: string,
): void {
  if ('values' in dimension) {
    for (const value of dimension.values) resolveParams(table, { [param.name]: value });
    if (new Set(dimension.values).size !== dimension.values.length)
      throw invalid(`A value of "${param.name}" is given twice.`, pointer);
    return;
  }
  const { from, to, log } = dimension;
  if (param.type !== 'integer' && param.type !== 'number')
    throw invalid(`"${param.name}" is no number; give its values instead of a range.`, pointer);
  for (const limit of [from, to]) resolveParams(table, { [param.name]: limit });
  if (from > to) throw invalid(`The range of "${param.name}" goes from ${from} down to ${to}.`, pointer);
  if (log === true && from <= 0)
    throw invalid(`A logarithmic range of "${param.name}" must begin above 0, not at ${from}.`, pointer);
  if (method === 'grid')
    throw invalid(
      `A grid needs the values of "${param.name}", not a range; a random or Bayesian search takes ranges.`,
      pointer,
    );
}

function firstError(table: readonly Param[], name: string, value: unknown): AppError {
  try {
    resolveParams(table, { [name]: value });
  } catch (thrown) {
    return AppError.from(thrown);
  }
  return invalid(`"${name}" cannot be searched.`, '/models');
}

function checkResource({ search, models }: SweepSpec): void {
  if (search.method !== 'halving' || search.resource === undefined) return;
  const { param, least, most } = search.resource;
  const pointer = '/search/resource';
  for (const { recipe, space } of models) {
    const { name, params } = estimatorByName(recipe.estimator.name);
    if (!params.some((each) => each.name === param)) throw firstError(params, param, null);
    if (!resourceParams([name]).includes(param))
      throw invalid(`"${param}" of ${name} is no whole number that could grow.`, pointer);
    for (const value of [least, most]) resolveParams(params, { [param]: value });
    if (space.some((dimension) => dimension.param === param))
      throw invalid(`"${param}" of ${name} grows from round to round; it cannot be searched too.`, pointer);
  }
  if (least > most) throw invalid(`"${param}" cannot grow from ${least} to ${most}.`, pointer);
}

function checkSize({ search, models }: SweepSpec): void {
  const gridded = search.method === 'grid' || (search.method === 'halving' && search.trials === undefined);
  if (!gridded) return;
  const ranged = models.some((model) => axesOf(model).some(({ kind }) => kind === 'range'));
  if (ranged) throw invalid('Halving over ranges needs a number of trials to begin with.', '/search/trials');
  const size = countPoints(models);
  if (size <= MOST_TRIALS) return;
  throw invalid(
    `The grid has ${size} combinations, more than ${MOST_TRIALS}. Search at random, or give fewer values.`,
    '/models',
  );
}
