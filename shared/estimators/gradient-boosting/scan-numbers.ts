/** Where a scan keeps the best split so far, as doubles: one memory for both engines. */
export const BEST_GAIN = 0;
export const BEST_FEATURE = 1;
export const BEST_BIN = 2;
/** 0 = right, 1 = left, 2 = no row here is missing: the side with more rows. */
export const BEST_MISSING = 3;
export const BEST_GRADIENT = 4;
export const BEST_HESSIAN = 5;
/** Eight 32-bit words: the bins that go left, for categories. */
export const BEST_SET = 6;
export const BEST_LENGTH = 10;

/** What a scan must know of a node and of the params; sums are integers, see quantise.ts. */
export interface ScanLimits {
  readonly gradient: number;
  readonly hessian: number;
  readonly gradientScale: number;
  readonly hessianScale: number;
  readonly l1: number;
  readonly l2: number;
  /** Least sum of hessians of a side, at least 1. */
  readonly minHessian: number;
}

/**
 * Looks for the threshold of one feature of largest GL²/(HL + λ) + GR²/(HR + λ) (Chen and Guestrin,
 * XGBoost, 2016, eq. 7; Algorithm 3 for missing values, which go to either side), where it beats
 * `best[BEST_GAIN]`. Thresholds stand behind the bins `first` ≤ b < `valueBins` − 1; with missing cells
 * in the node also behind the last, which parts values from missing. The kernel does the same
 * operations in the same order.
 */
export function scanNumbers(
  sums: Float64Array,
  at: number,
  feature: number,
  first: number,
  last: number,
  valueBins: number,
  missingBin: number,
  limits: ScanLimits,
  best: Float64Array,
): void {
  const missingGradient = missingBin < 0 ? 0 : sums[at + 2 * missingBin]!;
  const missingHessian = missingBin < 0 ? 0 : sums[at + 2 * missingBin + 1]!;
  if (missingHessian === 0 && missingGradient === 0) {
    scanOneWay(sums, at, feature, first, Math.min(last, valueBins - 1), 2, 0, 0, limits, best);
    return;
  }
  scanOneWay(sums, at, feature, 0, valueBins, 0, 0, 0, limits, best);
  scanOneWay(sums, at, feature, 0, valueBins - 1, 1, missingGradient, missingHessian, limits, best);
}

/** Thresholds behind the bins `first` ≤ b < `last`; the left side starts with the given sums. */
function scanOneWay(
  sums: Float64Array,
  at: number,
  feature: number,
  first: number,
  last: number,
  missing: number,
  startGradient: number,
  startHessian: number,
  limits: ScanLimits,
  best: Float64Array,
): void {
  const { gradientScale, hessianScale, l1, l2, minHessian } = limits;
  let gradient = startGradient;
  let hessian = startHessian;
  for (let bin = 0; bin < last; bin++) {
    const g = sums[at + 2 * bin]!;
    const h = sums[at + 2 * bin + 1]!;
    gradient += g;
    hessian += h;
    if (bin < first || (h === 0 && g === 0)) continue;
    if (hessian < minHessian) continue;
    const restHessian = limits.hessian - hessian;
    if (restHessian < minHessian) break;
    const left = shrunk(gradient * gradientScale, l1);
    const right = shrunk((limits.gradient - gradient) * gradientScale, l1);
    const gain =
      (left * left) / (hessian * hessianScale + l2) + (right * right) / (restHessian * hessianScale + l2);
    if (gain <= best[BEST_GAIN]!) continue;
    best[BEST_GAIN] = gain;
    best[BEST_FEATURE] = feature;
    best[BEST_BIN] = bin;
    best[BEST_MISSING] = missing;
    best[BEST_GRADIENT] = gradient;
    best[BEST_HESSIAN] = hessian;
  }
}

/** Takes `l1` off the size of a gradient. */
export const shrunk = (gradient: number, l1: number): number =>
  gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0;
