import type { Curve } from './evaluation.ts';
import type { Ranking } from './ranking.ts';
import { thinCurve } from './thin-curve.ts';

/** Area under the ROC curve by trapezoids, ties counting half; null without both kinds of rows. */
export function rocAuc({ truePositives, falsePositives, positives, negatives }: Ranking): number | null {
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  for (let i = 0, hits = 0, misses = 0; i < truePositives.length; i++) {
    area += ((falsePositives[i]! - misses) * (truePositives[i]! + hits)) / 2;
    hits = truePositives[i]!;
    misses = falsePositives[i]!;
  }
  return area / positives / negatives;
}

/**
 * x = false positive rate, y = true positive rate, from (0, 0) on; the first threshold is one above the
 * highest score, as scikit-learn 1.2 has it. A rate without rows to count stays at 0.
 */
export function rocCurve(label: string, ranking: Ranking): Curve {
  const { thresholds, truePositives, falsePositives, positives, negatives } = ranking;
  const x = new Float64Array(thresholds.length + 1);
  const y = new Float64Array(thresholds.length + 1);
  for (let i = 0; i < thresholds.length; i++) {
    x[i + 1] = negatives === 0 ? 0 : falsePositives[i]! / negatives;
    y[i + 1] = positives === 0 ? 0 : truePositives[i]! / positives;
  }
  const kept = [...thinCurve(x, y)];
  return {
    label,
    x: kept.map((i) => x[i]!),
    y: kept.map((i) => y[i]!),
    thresholds: kept.map((i) => (i === 0 ? (thresholds[0] ?? 0) + 1 : thresholds[i - 1]!)),
  };
}
