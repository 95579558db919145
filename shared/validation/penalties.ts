import type { CheckName } from './report.ts';

/**
 * What findings take off the quality score of 100: weight × share of affected rows. A finding about one
 * feature counts for that feature's part of all: `perFeature` weights are divided by their number.
 */
export const penaltyWeights: Readonly<Record<CheckName, { weight: number; perFeature: boolean }>> = {
  'missing-values': { weight: 40, perFeature: true },
  'missing-target': { weight: 40, perFeature: false },
  duplicates: { weight: 20, perFeature: false },
  'constant-column': { weight: 20, perFeature: true },
  outliers: { weight: 10, perFeature: true },
  'target-balance': { weight: 40, perFeature: false },
  // An identifier does no harm while it is left out, as the default recipe does.
  'identifier-suspected': { weight: 0, perFeature: true },
  'leak-suspected': { weight: 15, perFeature: false },
  'high-cardinality': { weight: 5, perFeature: true },
};

/** `share` of the rows (or of the harm, for findings about a whole column), 0 … 1; to two digits. */
export function penaltyOf(check: CheckName, share: number, nFeatures: number): number {
  const { weight, perFeature } = penaltyWeights[check];
  const points = (weight * share) / (perFeature ? Math.max(1, nFeatures) : 1);
  return Math.round(points * 100) / 100;
}
