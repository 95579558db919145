import type { Csr } from '../../numeric/csr.ts';
import type { Team } from '../estimator.ts';
import type { DualState } from './dual-steps.ts';
import { meanOne } from './row-weights.ts';

export interface DualProblem {
  readonly X: Csr;
  readonly y: Float64Array;
  readonly weights: Float64Array | null;
  /** 1 for two classes, else one a class. */
  readonly nVectors: number;
  /** Factor of ½‖w‖² beside the mean loss, more than 0. */
  readonly l2: number;
  readonly fitIntercept: boolean;
  /** nVectors × nFeatures coefficients, then nVectors intercepts: where to begin; null = 0. */
  readonly start: Float64Array | null;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Lays everything out in the team's memory, where kernels reach it. */
export function createDualState(problem: DualProblem, interceptStep: number, team: Team): DualState {
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
  const rowWeights = doubles(X.nRows, meanOne(problem.weights, X.nRows));
  return {
    nRows: X.nRows,
    nFeatures: X.nColumns,
    nVectors,
    stride,
    starts: new Uint32Array(starts.buffer, starts.byteOffset, starts.length),
    columns: integers(X.columns.length, X.columns),
    values: doubles(X.values.length, X.values),
    y: doubles(X.nRows, y),
    rowWeights,
    stiffness: doubles(X.nRows, stiffness(problem, rowWeights, interceptStep)),
    order: integers(X.nRows),
    weights: doubles(X.nColumns * stride),
    intercepts: doubles(stride),
    residuals: doubles(X.nRows * stride),
    totals: doubles(stride),
    gradients: doubles((X.nColumns + 1) * stride),
    shares: doubles(X.nRows),
    scratch: doubles(4 * stride),
  };
}

function stiffness({ X, l2 }: DualProblem, rowWeights: Float64Array, interceptStep: number): Float64Array {
  const squares = squaredRows(X);
  const kappa = 1 / (l2 * X.nRows);
  return squares.map((square, row) => (kappa * square + interceptStep) * rowWeights[row]!);
}

/** nRows: the squared length of each row. */
export function squaredRows({ nRows, starts, values }: Csr): Float64Array {
  const squares = new Float64Array(nRows);
  for (let row = 0; row < nRows; row += 1) {
    let sum = 0;
    for (let i = starts[row]!, end = starts[row + 1]!; i < end; i += 1) sum += values[i]! * values[i]!;
    squares[row] = sum;
  }
  return squares;
}

/** Bytes that `createDualState` asks for. */
export function dualBytes(nRows: number, nFeatures: number, nValues: number, nVectors: number): number {
  const stride = nVectors + (nVectors % 2);
  const padding = 20 * 8;
  return 12 * nValues + nRows * (8 * stride + 40) + 16 * stride * (nFeatures + 5) + padding;
}
