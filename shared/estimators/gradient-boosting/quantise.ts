/**
 * Derivatives as integers, so that sums are exact in any order: any number of threads gives the same
 * histograms, and a child's is its parent's less its sibling's, to the bit. Both stand in one number,
 * `gradient × 2^shift + hessian`, so that one addition sums both; before a sum of hessians could reach
 * the gradient's bits, sums are taken apart (`blockRows`). 14 bits each gave the loss of float64 sums
 * to five digits; where every row has the same hessian it needs one bit, and gradients get 24.
 *
 * A value between two integers becomes one of them by a dither of the row and round: rounding to the
 * nearest would make a million small gradients beside a large one into nothing.
 */
export interface Quantiser {
  /** Doubles hold sums of 4,096 rows, 64-bit integers those of 131,072. */
  readonly shift: { readonly f64: number; readonly i64: number };
  readonly gradientLimit: number;
  readonly hessianLimit: number;
}

export const F64_BLOCK_ROWS = 4096;
export const I64_BLOCK_ROWS = 131_072;

export function quantiserFor(constantHessian: boolean): Quantiser {
  const hessianBits = constantHessian ? 1 : 14;
  return {
    shift: { f64: hessianBits + 12, i64: hessianBits + 17 },
    // Two less than the bits hold: one for the dither, one for the rounding of the factor.
    gradientLimit: (constantHessian ? 2 ** 24 : 2 ** 14) - 2,
    hessianLimit: constantHessian ? 1 : 2 ** 14 - 2,
  };
}

/** What an integer is worth, and its inverse; 0 where all values are 0 (or too small to divide by). */
export interface Scales {
  readonly gradient: number;
  readonly hessian: number;
  readonly gradientFactor: number;
  readonly hessianFactor: number;
}

const LEAST = 1e-290;

export function scalesFor(largestGradient: number, largestHessian: number, limits: Quantiser): Scales {
  const { gradientLimit, hessianLimit } = limits;
  return {
    gradient: largestGradient / gradientLimit,
    hessian: largestHessian / hessianLimit,
    gradientFactor: largestGradient > LEAST ? gradientLimit / largestGradient : 0,
    hessianFactor: largestHessian > LEAST ? hessianLimit / largestHessian : 0,
  };
}

/** `derivatives` and `packed` are the same memory: a row's two floats make way for its double. */
export function quantiseRows(
  derivatives: Float32Array,
  packed: Float64Array,
  from: number,
  to: number,
  scales: Scales,
  round: number,
  unit: number,
): void {
  const { gradientFactor, hessianFactor } = scales;
  for (let row = from; row < to; row++) {
    let hash = Math.imul(row ^ Math.imul(round, 0x85ebca6b), 0x9e3779b1);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const dither = (hash >>> 0) * 2 ** -32;
    const dither2 = (Math.imul(hash, 0x297a2d39) >>> 0) * 2 ** -32;
    const gradient = Math.floor(derivatives[2 * row]! * gradientFactor + dither);
    const hessian = Math.floor(derivatives[2 * row + 1]! * hessianFactor + dither2);
    packed[row] = gradient * unit + hessian;
  }
}

/** Largest |gradient| and hessian of the rows, into `out[at]` and `out[at + 1]`. */
export function largestDerivatives(
  derivatives: Float32Array,
  from: number,
  to: number,
  out: Float64Array,
  at: number,
): void {
  let gradient = out[at]!;
  let hessian = out[at + 1]!;
  for (let row = from; row < to; row++) {
    const g = Math.abs(derivatives[2 * row]!);
    const h = derivatives[2 * row + 1]!;
    if (g > gradient) gradient = g;
    if (h > hessian) hessian = h;
  }
  out[at] = gradient;
  out[at + 1] = hessian;
}
