import { AppError } from '../shared/errors/app-error.ts';
import { parseParamFlag } from '../shared/estimators/params-check.ts';
import { estimatorByName, estimators } from '../shared/estimators/registry.ts';
import { defaultRecipe, usualEstimators } from '../shared/pipelines/default-recipe.ts';
import { parseSweep, plainMetric, usualMetric } from '../shared/pipelines/search/check-sweep.ts';
import { growing } from '../shared/pipelines/search/resource.ts';
import { usualSpace } from '../shared/pipelines/search/usual-space.ts';
import { USUAL_FOLDS } from '../shared/pipelines/fold-rows.ts';
import type { ParamValue } from '../shared/records/recipe.ts';
import type { HalvingResource, SearchDimension, SweepModel, SweepSpec } from '../shared/records/sweep.ts';
import { schemaOf } from '../shared/table/columns.ts';
import { distinctValues } from '../shared/table/distinct.ts';
import type { Table } from '../shared/table/table.ts';
import type { Invocation } from './command.ts';
import { wholeNumber } from './invocation.ts';
import { recipeFor, wishOfAll, type Wish } from './training-options.ts';

/** What the flags say about a sweep, before the data is known. */
export interface SweepWish {
  readonly all: Omit<Wish, 'estimator' | 'params'>;
  /** Empty = the usual ones for the columns there are. */
  readonly estimators: readonly string[];
  readonly params: readonly string[];
  readonly grid: readonly Searched[];
  readonly search: SweepSpec['search'];
  /** What grows with halving; null = the rows. */
  readonly resource: Resource | null;
  readonly metric: string | null;
  readonly nested: boolean;
  readonly timeBudgetMs: number | null;
}

/** `max_depth=5,10` or `random-forest.max_depth=5,10`: the estimator may be named. */
interface Searched {
  readonly estimator: string | null;
  readonly param: string;
  readonly text: string;
  readonly kind: 'grid' | 'range';
}

type Resource = Partial<HalvingResource> & Pick<HalvingResource, 'param'>;

const MOST_TRIALS = 10_000;

/** @throws AppError `usage`, `estimator-unknown`, `param-invalid`. */
export function readSweep(invocation: Invocation): SweepWish {
  const named = invocation.list('estimator');
  named.forEach(estimatorByName);
  return {
    all: wishOfAll(invocation),
    estimators: [...new Set(named)],
    params: invocation.list('param'),
    grid: [
      ...invocation.list('grid').map((flag) => searchedOf(flag, 'grid')),
      ...invocation.list('range').map((flag) => searchedOf(flag, 'range')),
    ],
    search: methodOf(invocation),
    resource: resourceOf(invocation),
    metric: invocation.string('metric') ?? null,
    nested: invocation.flag('nested'),
    timeBudgetMs: durationOf(invocation.string('time-budget')),
  };
}

function searchedOf(flag: string, kind: Searched['kind']): Searched {
  const at = flag.indexOf('=');
  const [name, text] = [flag.slice(0, Math.max(0, at)).trim(), flag.slice(at + 1).trim()];
  if (at < 1 || text === '')
    throw new AppError('usage', {
      detail:
        kind === 'grid'
          ? `--grid "${flag}" names no values; write e.g. --grid max_depth=5,10,15.`
          : `--range "${flag}" names no limits; write e.g. --range C=0.01..100.`,
    });
  const dot = name.indexOf('.');
  const estimator = dot < 0 ? null : estimatorByName(name.slice(0, dot)).name;
  return { estimator, param: name.slice(dot + 1), text, kind };
}

/** `--halving` goes with `--random N`, which then says with how many it begins. */
function methodOf(invocation: Invocation): SweepSpec['search'] {
  const count = (name: string): number | null =>
    invocation.string(name) === undefined
      ? null
      : wholeNumber(invocation, name, { min: 1, max: MOST_TRIALS, fallback: 1 });
  const [random, bayes, halving] = [count('random'), count('bayes'), invocation.flag('halving')];
  if (bayes !== null && (random !== null || halving))
    throw new AppError('usage', { detail: 'Give one of --random, --halving and --bayes.' });
  if (bayes !== null) return { method: 'bayes', trials: bayes };
  if (halving) return { method: 'halving', factor: 3, ...(random === null ? {} : { trials: random }) };
  return random === null ? { method: 'grid' } : { method: 'random', trials: random };
}

/** `n_estimators`, `n_estimators=300` or `n_estimators=10..300`. */
function resourceOf(invocation: Invocation): Resource | null {
  const text = invocation.string('resource');
  if (text === undefined || text === 'rows') return null;
  const [, param, least, most] = /^(\w+)(?:=(?:(\d+)\.\.)?(\d+))?$/.exec(text.trim()) ?? [];
  if (param === undefined)
    throw new AppError('usage', {
      detail: `--resource "${text}" must be rows or a param, e.g. n_estimators, n_estimators=300 or n_estimators=10..300.`,
    });
  if (!invocation.flag('halving'))
    throw new AppError('usage', { detail: '--resource goes with --halving: it is what grows there.' });
  return {
    param,
    ...(least === undefined ? {} : { least: Number(least) }),
    ...(most === undefined ? {} : { most: Number(most) }),
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function durationOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const ms = Math.round(Number(number) * UNITS[unit]!);
  if (number !== undefined && ms > 0) return ms;
  throw new AppError('usage', {
    detail: `--time-budget must be a time above 0 such as 90s, 10m or 2h, not "${text}".`,
  });
}

/**
 * The sweep for this table, which its recipes fit.
 * @throws AppError as `recipeFor` and `parseSweep`; `param-invalid` for a param that no estimator has.
 */
export function sweepFor(wish: SweepWish, table: Table): SweepSpec {
  const { all, resource } = wish;
  const names = wish.estimators.length > 0 ? wish.estimators : usualFor(all, table);
  requireOwners(wish, names);
  const models = names.map((name) => modelFor(wish, name, table));
  const { task, seed } = models[0]!.recipe;
  const folds = all.folds ?? USUAL_FOLDS;
  const search =
    resource === null ? wish.search : { ...wish.search, resource: growing(models, resource.param, resource) };
  return parseSweep({
    models,
    search,
    folds,
    repeats: all.repeats ?? 1,
    metric: wish.metric === null ? usualMetric(task) : plainMetric(wish.metric),
    seed,
    ...(wish.nested ? { nested: folds } : {}),
    ...(wish.timeBudgetMs === null ? {} : { timeBudgetMs: wish.timeBudgetMs }),
  });
}

/** Which models people usually compare depends on the task, and that on the target. */
function usualFor({ target, task }: SweepWish['all'], table: Table): string[] {
  const schema = schemaOf(table);
  if (!schema.some(({ name }) => name === target)) return ['random-forest'];
  const guess = { schema, target, distinct: distinctValues(table, target), seed: 0 };
  return usualEstimators(
    schema,
    target,
    task ?? defaultRecipe({ ...guess, estimator: 'logistic-regression' }).task,
  );
}

function modelFor(
  { all, params, grid, search, resource }: SweepWish,
  name: string,
  table: Table,
): SweepModel {
  const { params: paramTable } = estimatorByName(name);
  const has = (param: string): boolean => paramTable.some((each) => each.name === param);
  const fixed = params
    .filter((flag) => has(flag.slice(0, Math.max(0, flag.indexOf('='))).trim()))
    .map((flag) => parseParamFlag(paramTable, flag));
  const searched = grid.filter(({ estimator, param }) =>
    estimator === null ? has(param) : estimator === name,
  );
  const { folds: _folds, repeats: _repeats, ...plain } = all;
  const stated = { ...plain, estimator: name, params: Object.fromEntries(fixed), folds: null, repeats: null };
  const space = searched.map((each) => dimensionOf(name, each));
  const anywhere = grid.length === 0 && search.method !== 'grid';
  return {
    recipe: recipeFor({ stated }, table),
    space: anywhere ? usualSpace(name).filter(({ param }) => param !== resource?.param) : space,
  };
}

function dimensionOf(name: string, { param, text, kind }: Searched): SearchDimension {
  const { params } = estimatorByName(name);
  if (kind === 'grid') return { param, values: splitValues(name, param, text) };
  const [from, to, ...more] = text.split('..').map((part) => Number(part.trim()));
  if (from === undefined || to === undefined || more.length > 0 || Number.isNaN(from) || Number.isNaN(to))
    throw new AppError('usage', { detail: `--range ${param}=${text} must be two numbers, e.g. 0.01..100.` });
  // Says the limits before the search does.
  [from, to].forEach((limit) => parseParamFlag(params, `${param}=${limit}`));
  return { param, from, to };
}

/** A choice may have commas in it, so the whole text is tried first where it is one. */
function splitValues(name: string, param: string, text: string): ParamValue[] {
  const { params } = estimatorByName(name);
  const found = params.find((each) => each.name === param);
  const parts =
    found?.type === 'choice' ? choicesIn(text, found.choices) : text.split(',').map((part) => part.trim());
  return parts.map((part) => parseParamFlag(params, `${param}=${part}`)[1]);
}

/** `64,32,16` are the choices `64,32` and `16` of a network's layers; the longest that fits is taken. */
function choicesIn(text: string, choices: readonly string[]): string[] {
  const pieces = text.split(/[;,]/).map((piece) => piece.trim());
  if (text.includes(';')) return text.split(';').map((part) => part.trim());
  const found: string[] = [];
  for (let at = 0; at < pieces.length;) {
    const length = [3, 2, 1].find((size) => choices.includes(pieces.slice(at, at + size).join(','))) ?? 1;
    found.push(pieces.slice(at, at + length).join(','));
    at += length;
  }
  return found;
}

/** A param that none of the estimators has is a mistake; one that some have is theirs. */
function requireOwners({ params, grid }: SweepWish, names: readonly string[]): void {
  const tables = names.map((name) => estimatorByName(name).params);
  const owned = (param: string): boolean => tables.some((table) => table.some(({ name }) => name === param));
  const fixed = params.map((flag) => flag.slice(0, Math.max(0, flag.indexOf('='))).trim());
  const unowned = [
    ...fixed,
    ...grid.filter(({ estimator }) => estimator === null).map(({ param }) => param),
  ].find((param) => !owned(param));
  if (unowned !== undefined)
    throw new AppError('param-invalid', {
      detail: `None of ${names.join(', ')} has a param "${unowned}"; they have ${[...new Set(tables.flat().map(({ name }) => name))].join(', ')}.`,
    });
  const stranger = grid.find(({ estimator }) => estimator !== null && !names.includes(estimator))?.estimator;
  if (stranger !== undefined)
    throw new AppError('usage', {
      detail: `"${stranger}" is not among the estimators of this sweep (${names.join(', ')}).`,
    });
}

export const estimatorNames = estimators.map(({ name }) => name).join(', ');
