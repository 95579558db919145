import { AppError } from '../../shared/errors/app-error.ts';
import type { Estimator, FitShape, ParamValues, TrainingData } from '../../shared/estimators/estimator.ts';
import { isCsr, type FeatureMatrix } from '../../shared/numeric/csr.ts';
import type { FitWork } from './start-fit.ts';

/** What a fit may take: its share of what the request says, else of what the host has. */
export function memoryLimit(
  { memoryMb = null, atOnce = 1 }: { readonly memoryMb?: number | null; readonly atOnce?: number },
  free: () => number | null,
): () => number | null {
  return () => {
    const bytes = memoryMb === null ? free() : memoryMb * 2 ** 20;
    return bytes === null ? null : bytes / atOnce;
  };
}

/** The size of a fit on this data. */
export function shapeOf({ X, nClasses, levels }: TrainingData<FeatureMatrix>, threads: number): FitShape {
  const { nRows, nColumns: nFeatures } = X;
  const nLevels = levels?.reduce((most, count) => Math.max(most, count), 0);
  const shape = { nRows, nFeatures, nValues: X.values.length, nClasses, threads };
  return nLevels === undefined ? shape : { ...shape, nLevels };
}

/** An upper bound of what the fit asks for beside its data, in bytes. */
export function fitNeeds(estimator: Estimator, { data, params }: FitWork, threads: number): number {
  return estimator.fitBytes(shapeOf(data, threads), params);
}

/**
 * Refuses a fit that would not fit into `budget` bytes (null = nobody knows) before it has begun.
 * @throws AppError `memory-budget` with what is needed, what there is, and what would fit.
 */
export function requireMemory(
  estimator: Estimator,
  { data, params }: FitWork,
  threads: number,
  budget: number | null,
): void {
  if (budget === null) return;
  const shape = shapeOf(data, threads);
  const needs = (at: FitShape, values: ParamValues): number =>
    estimator.fitBytes(at, values) + copyBytes(data, at);
  const needBytes = needs(shape, params);
  if (needBytes <= budget) return;
  throw new AppError('memory-budget', {
    detail: `${estimator.title} on ${shape.nRows.toLocaleString('en')} rows × ${shape.nFeatures.toLocaleString('en')} features may need ${megabytes(needBytes)} of memory, and ${megabytes(budget)} can be had.`,
    remedy: `${whatFits(estimator, shape, params, (at, values) => needs(at, values) <= budget)} Or raise the limit for memory, if you know that there is more.`,
    extra: { needBytes, budgetBytes: budget },
  });
}

/** A team works on data in shared memory; what does not lie there is copied. */
function copyBytes({ X }: TrainingData<FeatureMatrix>, { threads, nRows, nValues }: FitShape): number {
  const lies = typeof SharedArrayBuffer === 'function' && X.values.buffer instanceof SharedArrayBuffer;
  if (threads === 1 || lies) return 0;
  return nValues * (isCsr(X) ? 12 : 8) + nRows * 20;
}

type Fits = (shape: FitShape, params: ParamValues) => boolean;

function whatFits(estimator: Estimator, shape: FitShape, params: ParamValues, fits: Fits): string {
  const ways = [...fewerRows(shape, params, fits), ...smallerParams(estimator, shape, params, fits)];
  if (ways.length === 0) return 'Use fewer rows and fewer columns.';
  return `It would fit with ${ways.join(', or with ')}.`;
}

function fewerRows(shape: FitShape, params: ParamValues, fits: Fits): string[] {
  const values = shape.nValues / shape.nRows;
  const rows = largest(1, shape.nRows, (nRows) => fits({ ...shape, nRows, nValues: nRows * values }, params));
  return rows === null ? [] : [`${rows.toLocaleString('en')} rows`];
}

/** One parameter at a time: each whole number that can be made small enough, the others as they are. */
function smallerParams(
  { params: table }: Estimator,
  shape: FitShape,
  params: ParamValues,
  fits: Fits,
): string[] {
  return table.flatMap((param) => {
    const value = params[param.name];
    if (param.type !== 'integer' || typeof value !== 'number' || value <= param.min) return [];
    const found = largest(param.min, value, (least) => fits(shape, { ...params, [param.name]: least }));
    return found === null ? [] : [`${param.name} = ${found}`];
  });
}

/** The largest whole number from `low` up to `high` for which `holds`, which holds for all smaller ones then. */
function largest(low: number, high: number, holds: (value: number) => boolean): number | null {
  if (!holds(low)) return null;
  let [known, over] = [low, high];
  while (over - known > 1) {
    const middle = Math.floor((known + over) / 2);
    if (holds(middle)) known = middle;
    else over = middle;
  }
  return known;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB`;
