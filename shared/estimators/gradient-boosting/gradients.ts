/**
 * Per-row derivatives of the loss as integers, so that sums are exact in any order and a child's
 * histogram is its parent's less its sibling's, to the bit.
 *
 * Row count and hessian share one double: `counts = 2^shift + hessian`, with `shift` such that the
 * hessians of all rows cannot reach the count. At a million rows 13 bits are left for a hessian.
 */
export interface QuantisedGradients {
  /** nRows: gradient / gradientScale, rounded; 0 for a row left out of this tree. */
  readonly gradients: Float64Array;
  /** nRows: 2^shift + hessian / hessianScale, rounded; 0 for a row left out. */
  readonly counts: Float64Array;
  /** 2^shift: one row. */
  readonly row: number;
  gradientScale: number;
  hessianScale: number;
}

/** Derivatives as the loss gives them; a row left out of a tree has both 0. */
export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

const DOUBLE_BITS = 53;
const MOST_HESSIAN_BITS = 20;
const MOST_GRADIENT_BITS = 30;

const bitsFor = (n: number): number => 32 - Math.clz32(n);

/** Buffers for nRows rows; up to about 2^25 rows leave room for a hessian. */
export function createQuantised(nRows: number): QuantisedGradients {
  return {
    gradients: new Float64Array(nRows),
    counts: new Float64Array(nRows),
    row: powerOfTwo(bitsFor(nRows) + hessianBits(nRows)),
    gradientScale: 1,
    hessianScale: 1,
  };
}

const hessianBits = (nRows: number): number =>
  Math.min(MOST_HESSIAN_BITS, DOUBLE_BITS - 1 - 2 * bitsFor(nRows));

function powerOfTwo(exponent: number): number {
  let power = 1;
  for (let k = 0; k < exponent; k++) power *= 2;
  return power;
}

/** Fills `out` from the derivatives; `included` (nRows of 0 or 1) leaves rows out, null takes all. */
export function quantise(from: Derivatives, included: Uint8Array | null, out: QuantisedGradients): void {
  const nRows = from.gradients.length;
  out.gradientScale =
    largest(from.gradients) / powerOfTwo(Math.min(MOST_GRADIENT_BITS, DOUBLE_BITS - 1 - bitsFor(nRows)));
  out.hessianScale = largest(from.hessians) / powerOfTwo(hessianBits(nRows));
  const gradientFactor = out.gradientScale > 0 ? 1 / out.gradientScale : 0;
  const hessianFactor = out.hessianScale > 0 ? 1 / out.hessianScale : 0;
  for (let row = 0; row < nRows; row++) {
    out.gradients[row] = Math.floor(from.gradients[row]! * gradientFactor + 0.5);
    out.counts[row] = out.row + Math.floor(from.hessians[row]! * hessianFactor + 0.5);
  }
  if (included !== null) leaveOut(included, out);
}

function leaveOut(included: Uint8Array, out: QuantisedGradients): void {
  for (let row = 0; row < included.length; row++) {
    out.gradients[row] = out.gradients[row]! * included[row]!;
    out.counts[row] = out.counts[row]! * included[row]!;
  }
}

function largest(values: Float64Array): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > max) max = size;
  }
  return max;
}
