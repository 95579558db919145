import { AppError } from '../../errors/app-error.ts';
import { isCsr, joinColumns, type Csr, type FeatureMatrix } from '../../numeric/csr.ts';
import { sparseRows } from '../../numeric/sparse-rows.ts';
import type { FittedModel, ParamValues, TrainingData } from '../estimator.ts';
import { featureMoments, linearImportance, type Moments } from '../feature-moments.ts';
import { squaredRows } from '../linear-models/dual-state.ts';
import type { LossData } from './loss.ts';
import { logisticModel } from './model.ts';
import { penalties } from './params.ts';

/** What both solvers minimise: mean log loss + l1 ‖w‖₁ + ½ l2 ‖w‖². */
export interface LogisticProblem {
  readonly data: TrainingData<FeatureMatrix>;
  readonly moments: Moments;
  /** 1 for two classes, else one a class. */
  readonly nVectors: number;
  readonly l1: number;
  readonly l2: number;
  readonly fitIntercept: boolean;
  readonly tolerance: number;
  readonly maxIterations: number;
  /** nVectors × nFeatures coefficients, then nVectors intercepts, to begin at; null = 0. */
  readonly start: Float64Array | null;
}

/** `x` as `start`. */
export interface LogisticSolution {
  readonly x: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export function logisticProblem(
  data: TrainingData<FeatureMatrix>,
  values: ParamValues,
  start: Float64Array | null,
): LogisticProblem {
  const moments = featureMoments(data.X, data.weights);
  return {
    data,
    moments,
    nVectors: data.nClasses > 2 ? data.nClasses : 1,
    ...penalties(values, moments.totalWeight),
    fitIntercept: values['fit_intercept'] === true,
    tolerance: Number(values['tol']),
    maxIterations: Number(values['max_iter']),
    start,
  };
}

/** A row much larger than the others would make every step of SAGA small. */
const MOST_UNEVEN = 20;

/** Stiffer rows, which move their own scores far, make dual ascent go to and fro. */
const MOST_STIFF = 20;

/**
 * What `auto` takes. For sparse rows with three classes or more: dual ascent where L2 is the penalty and is
 * not very small, SAGA for any other penalty where rows are of about one size. All else L-BFGS.
 * @throws AppError `param-invalid` for "sdca" with another penalty than L2.
 */
export function solverOf(problem: LogisticProblem, solver: string): 'lbfgs' | 'saga' | 'sdca' {
  const { data, nVectors, l1, l2 } = problem;
  const dual = l1 === 0 && l2 > 0;
  if (solver === 'sdca' && !dual) throw onlyL2();
  if (solver === 'saga' || solver === 'sdca' || solver === 'lbfgs') return solver;
  if (!isCsr(data.X) || nVectors === 1 || l1 + l2 === 0) return 'lbfgs';
  const squares = squaredRows(data.X);
  if (dual && stiffest(problem, squares) <= MOST_STIFF) return 'sdca';
  return unevenness(squares) <= MOST_UNEVEN ? 'saga' : 'lbfgs';
}

const onlyL2 = (): AppError =>
  new AppError('param-invalid', {
    detail: 'The solver "sdca" takes the penalty "l2" only.',
    remedy: 'Choose the solver "auto", or the penalty "l2".',
    pointer: '/estimator/params/solver',
  });

/** How far a step of dual ascent moves the scores of its own row, at most. */
function stiffest({ data, moments, l2 }: LogisticProblem, squares: Float64Array): number {
  let largest = 0;
  for (let row = 0; row < squares.length; row += 1)
    largest = Math.max(largest, squares[row]! * (data.weights?.[row] ?? 1));
  return largest / (l2 * moments.totalWeight);
}

/** The largest squared row ÷ their mean. */
function unevenness(squares: Float64Array): number {
  let largest = 0;
  let total = 0;
  for (const square of squares) {
    largest = Math.max(largest, square);
    total += square;
  }
  return total > 0 ? (largest * squares.length) / total : 1;
}

/** With an intercept, on rows that are centred, which only moves the intercept and makes the search easier. */
export function lossData({ data, moments, l2, fitIntercept }: LogisticProblem): LossData {
  return {
    X: sparseRows(data.X),
    y: data.y,
    weights: data.weights,
    totalWeight: moments.totalWeight,
    centers: fitIntercept ? moments.means : new Float64Array(data.X.nColumns),
    penalty: l2,
    fitIntercept,
  };
}

export const asCsr = (X: FeatureMatrix): Csr => (isCsr(X) ? X : joinColumns(X.nRows, [X]));

export function modelOf({ data, moments, nVectors }: LogisticProblem, x: Float64Array): FittedModel {
  const nCoefficients = nVectors * data.X.nColumns;
  const coefficients = x.slice(0, nCoefficients);
  const importance = linearImportance(coefficients, moments.variances);
  return logisticModel({
    nClasses: data.nClasses,
    coefficients,
    intercepts: centred(x.slice(nCoefficients)),
    importance,
    means: moments.means,
  });
}

/** One number more in every intercept changes no probability; without a penalty nothing else fixes it. */
function centred(intercepts: Float64Array): Float64Array {
  if (intercepts.length === 1) return intercepts;
  let sum = 0;
  for (const intercept of intercepts) sum += intercept;
  return intercepts.map((intercept) => intercept - sum / intercepts.length);
}
