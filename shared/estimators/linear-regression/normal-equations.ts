import { createMatrix, type Matrix } from '../../numeric/matrix.ts';
import { isCsr } from '../../numeric/csr.ts';
import type { Progress } from '../estimator.ts';
import type { LinearProblem } from './problem.ts';

/** Means of products: of the centred features with each other (all of it), and with the centred target. */
export interface NormalEquations {
  readonly gram: Matrix;
  readonly moment: Float64Array;
}

/** More features than this are not multiplied with each other. */
export const MOST_DIRECT_FEATURES = 1000;

/** Whether the problem is small enough in features for its normal equations. */
export const takesNormalEquations = ({ data: { X } }: LinearProblem): boolean =>
  !isCsr(X) && X.nColumns <= MOST_DIRECT_FEATURES;

/** Products between two reports: some ten milliseconds. */
const WORK = 10_000_000;

/** Cost: nRows × nFeatures² / 2. */
export function* normalEquations(problem: LinearProblem): Generator<Progress, NormalEquations, void> {
  const { X } = problem.data;
  const n = X.nColumns;
  const equations = { gram: createMatrix(n, n), moment: new Float64Array(n) };
  const block = Math.max(1, Math.floor((2 * WORK) / (n * n)));
  for (let from = 0; from < X.nRows; from += block) {
    const to = Math.min(from + block, X.nRows);
    addRows(problem, equations, from, to);
    yield { stage: 'train', done: to, total: X.nRows };
  }
  const { gram, moment } = equations;
  for (let i = 0; i < n; i += 1) {
    moment[i]! /= problem.moments.totalWeight;
    for (let j = 0; j <= i; j += 1) {
      const mean = gram.values[i * n + j]! / problem.moments.totalWeight;
      gram.values[i * n + j] = mean;
      gram.values[j * n + i] = mean;
    }
  }
  return equations;
}

function addRows(
  { data: { X, y, weights }, centers, yCenter }: LinearProblem,
  { gram, moment }: NormalEquations,
  from: number,
  to: number,
): void {
  const n = X.nColumns;
  const centred = new Float64Array(n);
  for (let row = from; row < to; row += 1) {
    for (let j = 0; j < n; j += 1) centred[j] = X.values[row * n + j]! - centers[j]!;
    const weight = weights === null ? 1 : weights[row]!;
    const distance = y[row]! - yCenter;
    for (let i = 0; i < n; i += 1) {
      const factor = weight * centred[i]!;
      moment[i]! += factor * distance;
      for (let j = 0, at = i * n; j <= i; j += 1, at += 1) gram.values[at]! += factor * centred[j]!;
    }
  }
}
