import {
  BEST_BIN,
  BEST_FEATURE,
  BEST_GAIN,
  BEST_GRADIENT,
  BEST_HESSIAN,
  BEST_MISSING,
  BEST_SET,
  shrunk,
  type ScanLimits,
} from './scan-numbers.ts';

/** What more a slow scan minds. */
export interface CarefulLimits extends ScanLimits {
  /** The least and the largest value that the node's leaves may have. */
  readonly lower: number;
  readonly upper: number;
  readonly minSamplesLeaf: number;
  readonly nRows: number;
  /** Categories with fewer rows (by their hessian) are not told apart. */
  readonly catSmooth: number;
}

/** A leaf's value before shrinkage: the Newton step −G/(H + λ), within the node's bounds. */
export function leafValue(gradient: number, hessian: number, limits: CarefulLimits): number {
  const { gradientScale, hessianScale, l1, l2, lower, upper } = limits;
  const curvature = hessian * hessianScale + l2;
  const value = curvature > 0 ? -shrunk(gradient * gradientScale, l1) / curvature : 0;
  return Math.min(upper, Math.max(lower, value)) + 0;
}

/** What a leaf takes off the loss (twice, to second order), with its value kept in the node's bounds. */
export function leafGain(gradient: number, hessian: number, limits: CarefulLimits): number {
  const { gradientScale, hessianScale, l1, l2, lower, upper } = limits;
  const g = shrunk(gradient * gradientScale, l1);
  const curvature = hessian * hessianScale + l2;
  if (!(curvature > 0)) return 0;
  if (lower === -Infinity && upper === Infinity) return (g * g) / curvature;
  const value = leafValue(gradient, hessian, limits);
  return -(2 * g * value + curvature * value * value);
}

/** Tries one split against the best so far; `direction` is that of a monotone feature, else 0. */
function consider(
  gradient: number,
  hessian: number,
  rows: number,
  direction: number,
  limits: CarefulLimits,
  best: Float64Array,
): boolean {
  const restGradient = limits.gradient - gradient;
  const restHessian = limits.hessian - hessian;
  if (hessian < limits.minHessian || restHessian < limits.minHessian) return false;
  if (rows >= 0 && (rows < limits.minSamplesLeaf || limits.nRows - rows < limits.minSamplesLeaf))
    return false;
  const gain = leafGain(gradient, hessian, limits) + leafGain(restGradient, restHessian, limits);
  if (gain <= best[BEST_GAIN]!) return false;
  if (direction !== 0) {
    const rise = leafValue(restGradient, restHessian, limits) - leafValue(gradient, hessian, limits);
    if (rise * direction < 0) return false;
  }
  best[BEST_GAIN] = gain;
  best[BEST_GRADIENT] = gradient;
  best[BEST_HESSIAN] = hessian;
  return true;
}

/** `scanNumbers` with bounds, directions and, where `counts` (rows by bin) are given, the exact size of leaves. */
export function scanNumbersCarefully(
  sums: Float64Array,
  at: number,
  feature: number,
  valueBins: number,
  missingBin: number,
  direction: number,
  counts: Int32Array | null,
  limits: CarefulLimits,
  best: Float64Array,
): void {
  const missing = missingBin < 0 ? [0, 0, 0] : binAt(sums, at, counts, missingBin);
  const none = missing[0] === 0 && missing[1] === 0;
  for (const goesLeft of none ? [2] : [0, 1]) {
    const last = goesLeft === 0 ? valueBins : valueBins - 1;
    let [gradient, hessian, rows] = goesLeft === 1 ? missing : [0, 0, 0];
    for (let bin = 0; bin < last; bin++) {
      const own = binAt(sums, at, counts, bin);
      gradient! += own[0];
      hessian! += own[1];
      rows! += own[2];
      if (own[0] === 0 && own[1] === 0) continue;
      if (!consider(gradient!, hessian!, counts === null ? -1 : rows!, direction, limits, best)) continue;
      best[BEST_FEATURE] = feature;
      best[BEST_BIN] = bin;
      best[BEST_MISSING] = goesLeft;
    }
  }
}

function binAt(
  sums: Float64Array,
  at: number,
  counts: Int32Array | null,
  bin: number,
): [number, number, number] {
  return [sums[at + 2 * bin]!, sums[at + 2 * bin + 1]!, counts === null ? 0 : counts[bin]!];
}

/**
 * Looks for the set of categories that goes left: in the order of G/(H + smoothing) the best set is a
 * run from either end (Fisher 1958; Ke et al., LightGBM, 2017, as scikit-learn does it). Rare
 * categories stay on the side of the rest. A missing cell is a category of its own.
 */
export function scanCategories(
  sums: Float64Array,
  at: number,
  feature: number,
  valueBins: number,
  missingBin: number,
  counts: Int32Array | null,
  limits: CarefulLimits,
  best: Float64Array,
): void {
  const { hessian: nodeHessian, nRows, catSmooth, gradientScale, hessianScale } = limits;
  const nBins = valueBins + +(missingBin >= 0);
  const rowsPerHessian = nRows / nodeHessian;
  const order: number[] = [];
  const ratios = new Float64Array(nBins);
  for (let bin = 0; bin < nBins; bin++) {
    const h = sums[at + 2 * bin + 1]!;
    if (h === 0 || h * rowsPerHessian < catSmooth) continue;
    order.push(bin);
    ratios[bin] = (sums[at + 2 * bin]! * gradientScale) / (h * hessianScale + catSmooth);
  }
  if (order.length < 2 && order.length === nBins) return;
  order.sort((a, b) => ratios[a]! - ratios[b]! || a - b);
  const most = Math.min(order.length, nBins - 1);
  for (const fromEnd of [false, true]) {
    let gradient = 0;
    let hessian = 0;
    let rows = 0;
    for (let taken = 1; taken <= most; taken++) {
      const bin = order[fromEnd ? order.length - taken : taken - 1]!;
      gradient += sums[at + 2 * bin]!;
      hessian += sums[at + 2 * bin + 1]!;
      rows += counts === null ? 0 : counts[bin]!;
      if (!consider(gradient, hessian, counts === null ? -1 : rows, 0, limits, best)) continue;
      best[BEST_FEATURE] = feature;
      best[BEST_BIN] = -1;
      const left = fromEnd ? order.slice(order.length - taken) : order.slice(0, taken);
      writeSet(best, left);
      const seen = missingBin >= 0 && sums[at + 2 * missingBin + 1]! > 0;
      best[BEST_MISSING] = seen ? +left.includes(missingBin) : 2;
    }
  }
}

function writeSet(best: Float64Array, bins: readonly number[]): void {
  const words = setOf(best);
  words.fill(0);
  for (const bin of bins) words[bin >> 5]! |= 1 << (bin & 31);
}

/** The eight words of the set in a best split. */
export const setOf = (best: Float64Array): Uint32Array =>
  new Uint32Array(best.buffer, best.byteOffset + 8 * BEST_SET, 8);
