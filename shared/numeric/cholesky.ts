import type { Matrix } from './matrix.ts';

/**
 * Solves A x = b for a symmetric positive semidefinite A, in place: `A` becomes its Cholesky factor
 * (lower triangle) and `b` the solution. A pivot that is rounding alone means that its column depends on
 * earlier ones; its unknown is set to 0, which leaves a solution of a consistent system (normal
 * equations always are). Cost: n³/3. (Golub and Van Loan, Matrix Computations, 4.2.)
 * Yields after each column. @throws RangeError when the shapes do not fit.
 */
export function* choleskySteps(A: Matrix, b: Float64Array): Generator<void, void, void> {
  if (A.nRows !== A.nColumns || A.nRows !== b.length)
    throw new RangeError(`${A.nRows} × ${A.nColumns} and ${b.length} make no square system.`);
  const dependent = yield* factorize(A);
  solveLower(A, b, dependent);
  solveUpper(A, b, dependent);
}

/** Lower triangle := L with L Lᵀ = A; returns 1 for each dependent column. */
function* factorize({ values: a, nRows: n }: Matrix): Generator<void, Uint8Array, void> {
  const dependent = new Uint8Array(n);
  for (let j = 0; j < n; j += 1) {
    yield;
    const rowJ = j * n;
    const diagonal = a[rowJ + j]!;
    const pivot = diagonal - dot(a, rowJ, rowJ, j);
    if (!(pivot > n * 8 * Number.EPSILON * diagonal)) {
      dependent[j] = 1;
      for (let i = j; i < n; i += 1) a[i * n + j] = 0;
      continue;
    }
    const root = Math.sqrt(pivot);
    a[rowJ + j] = root;
    for (let i = j + 1; i < n; i += 1) a[i * n + j] = (a[i * n + j]! - dot(a, i * n, rowJ, j)) / root;
  }
  return dependent;
}

function dot(a: Float64Array, from: number, other: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k += 1) sum += a[from + k]! * a[other + k]!;
  return sum;
}

function solveLower({ values: a, nRows: n }: Matrix, b: Float64Array, dependent: Uint8Array): void {
  for (let i = 0; i < n; i += 1) {
    let sum = b[i]!;
    for (let k = 0; k < i; k += 1) sum -= a[i * n + k]! * b[k]!;
    b[i] = dependent[i] === 1 ? 0 : sum / a[i * n + i]!;
  }
}

function solveUpper({ values: a, nRows: n }: Matrix, b: Float64Array, dependent: Uint8Array): void {
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k += 1) sum -= a[k * n + i]! * b[k]!;
    b[i] = dependent[i] === 1 ? 0 : sum / a[i * n + i]!;
  }
}
