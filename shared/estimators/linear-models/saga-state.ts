import type { Csr } from '../../numeric/csr.ts';
import type { Team } from '../estimator.ts';
import { meanOne } from './row-weights.ts';
import type { SagaState } from './saga-steps.ts';

export interface SagaProblem {
  readonly X: Csr;
  readonly y: Float64Array;
  readonly weights: Float64Array | null;
  /** 1 for two classes, else one a class. */
  readonly nVectors: number;
  /** Factors of ‖w‖₁ and ½‖w‖² beside the mean loss. */
  readonly l1: number;
  readonly l2: number;
  readonly fitIntercept: boolean;
  /** nVectors × nFeatures coefficients, then nVectors intercepts: where to begin; null = 0. */
  readonly start: Float64Array | null;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Lays everything out in the team's memory, where kernels reach it. */
export function createSagaState(problem: SagaProblem, bias: number, team: Team): SagaState {
  const { X, y, nVectors } = problem;
  const stride = nVectors + (nVectors % 2);
  const doubles = (length: number, from?: ArrayLike<number>): Float64Array => {
    const { buffer, byteOffset } = team.shared(length * 8);
    const array = new Float64Array(buffer, byteOffset, length);
    if (from !== undefined) array.set(from);
    return array;
  };
  const integers = (length: number, from?: ArrayLike<number>): Int32Array => {
    const { buffer, byteOffset } = team.shared(length * 4);
    const array = new Int32Array(buffer, byteOffset, length);
    if (from !== undefined) array.set(from);
    return array;
  };
  const starts = integers(X.nRows + 1, X.starts);
  const state: SagaState = {
    nRows: X.nRows,
    nFeatures: X.nColumns,
    nVectors,
    stride,
    starts: new Uint32Array(starts.buffer, starts.byteOffset, starts.length),
    columns: integers(X.columns.length, X.columns),
    values: doubles(X.values.length, X.values),
    y: doubles(X.nRows, y),
    rowWeights: doubles(X.nRows, meanOne(problem.weights, X.nRows)),
    order: integers(X.nRows),
    weights: doubles((X.nColumns + 1) * stride),
    gradients: doubles((X.nColumns + 1) * stride),
    residuals: doubles(X.nRows * nVectors),
    lasts: integers(X.nColumns),
    powers: doubles(X.nRows + 1),
    sums: doubles(X.nRows + 1),
    shares: doubles(X.nRows),
    scratch: doubles(3 * stride),
  };
  if (problem.start !== null) setWeights(state, problem.start, bias);
  return state;
}

/** Bytes that `createSagaState` asks for. */
export function sagaBytes(nRows: number, nFeatures: number, nValues: number, nVectors: number): number {
  const stride = nVectors + (nVectors % 2);
  const padding = 20 * 8;
  return 12 * nValues + nRows * (8 * nVectors + 48) + nFeatures * (16 * stride + 4) + 64 * stride + padding;
}

function setWeights(
  { weights, nFeatures, nVectors, stride }: SagaState,
  x: Float64Array,
  bias: number,
): void {
  for (let j = 0; j < nFeatures; j += 1)
    for (let k = 0; k < nVectors; k += 1) weights[j * stride + k] = x[k * nFeatures + j]!;
  if (bias === 0) return;
  for (let k = 0; k < nVectors; k += 1) weights[nFeatures * stride + k] = x[nVectors * nFeatures + k]! / bias;
}
