import type { Curve } from './evaluation.ts';
import type { Ranking } from './ranking.ts';
import { thinCurve } from './thin-curve.ts';

/**
 * Average precision Σ (Rₙ − Rₙ₋₁)·Pₙ, what Treadle calls PR AUC: no interpolation, which would flatter.
 * null without positive rows.
 */
export function averagePrecision({ truePositives, falsePositives, positives }: Ranking): number | null {
  if (positives === 0) return null;
  let sum = 0;
  for (let i = 0, hits = 0; i < truePositives.length; i++) {
    const precision = truePositives[i]! / (truePositives[i]! + falsePositives[i]!);
    sum += (truePositives[i]! - hits) * precision;
    hits = truePositives[i]!;
  }
  return sum / positives;
}

/** x = recall, y = precision, from (0, 1), whose threshold is one above the highest score. */
export function precisionRecallCurve(label: string, ranking: Ranking): Curve {
  const { thresholds, truePositives, falsePositives, positives } = ranking;
  const x = new Float64Array(thresholds.length + 1);
  const y = new Float64Array(thresholds.length + 1).fill(1, 0, 1);
  for (let i = 0; i < thresholds.length; i++) {
    x[i + 1] = positives === 0 ? 0 : truePositives[i]! / positives;
    y[i + 1] = truePositives[i]! / (truePositives[i]! + falsePositives[i]!);
  }
  const kept = [...thinCurve(x, y)];
  return {
    label,
    x: kept.map((i) => x[i]!),
    y: kept.map((i) => y[i]!),
    thresholds: kept.map((i) => (i === 0 ? (thresholds[0] ?? 0) + 1 : thresholds[i - 1]!)),
  };
}
