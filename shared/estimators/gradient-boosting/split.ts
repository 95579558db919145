import type { BinnedMatrix } from '../trees/binning.ts';
import type { QuantisedGradients } from './gradients.ts';

/** What a node's rows add up to, in the units of QuantisedGradients. */
export interface NodeSums {
  /** Rows and hessians, packed. */
  readonly counts: number;
  readonly gradient: number;
}

export interface GainSplit {
  readonly feature: number;
  /** Rows with a bin ≤ this go left. */
  readonly bin: number;
  /** Loss saved by the split (twice, to second order). */
  readonly gain: number;
  readonly left: NodeSums;
}

export interface SplitLimits {
  readonly minSamplesLeaf: number;
  readonly l2: number;
}

/** Least hessian of a child: below it the Newton step has no meaning. */
const MIN_HESSIAN = 1e-3;

/**
 * The split of largest gain GL²/(HL+λ) + GR²/(HR+λ) − G²/(H+λ) (Chen and Guestrin, XGBoost, 2016,
 * eq. 7), or null when none is positive. One pass over the bins of `features`.
 */
export function findGainSplit(
  sums: Float64Array,
  offsets: Int32Array,
  binned: BinnedMatrix,
  features: Int32Array,
  total: NodeSums,
  scale: QuantisedGradients,
  limits: SplitLimits,
): GainSplit | null {
  const { row, gradientScale, hessianScale } = scale;
  const { l2, minSamplesLeaf } = limits;
  const totalRows = Math.floor(total.counts / row);
  const totalHessian = (total.counts - totalRows * row) * hessianScale;
  const parent = newtonGain(total.gradient * gradientScale, totalHessian + l2);
  const best = { feature: -1, bin: 0, score: parent, counts: 0, gradient: 0 };
  for (let k = 0; k < features.length; k++) {
    const feature = features[k]!;
    const first = 2 * offsets[feature]!;
    const last = first + 2 * (binned.binCounts[feature]! - 1);
    let counts = 0;
    let gradient = 0;
    for (let at = first; at < last; at += 2) {
      if (sums[at] === 0) continue;
      counts += sums[at]!;
      gradient += sums[at + 1]!;
      const rows = Math.floor(counts / row);
      if (rows < minSamplesLeaf) continue;
      if (totalRows - rows < minSamplesLeaf) break;
      const hessian = (counts - rows * row) * hessianScale;
      const rest = totalHessian - hessian;
      if (hessian < MIN_HESSIAN || rest < MIN_HESSIAN) continue;
      const left = gradient * gradientScale;
      const right = (total.gradient - gradient) * gradientScale;
      const score = (left * left) / (hessian + l2) + (right * right) / (rest + l2);
      if (score <= best.score) continue;
      best.score = score;
      best.feature = feature;
      best.bin = (at - first) >> 1;
      best.counts = counts;
      best.gradient = gradient;
    }
  }
  if (best.feature < 0) return null;
  const left = { counts: best.counts, gradient: best.gradient };
  return { feature: best.feature, bin: best.bin, gain: best.score - parent, left };
}

const newtonGain = (gradient: number, curvature: number): number =>
  curvature > 0 ? (gradient * gradient) / curvature : 0;
