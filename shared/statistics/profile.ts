/**
 * Mergeable profiles: counts over fixed bins. A version carries the profile of its training rows, so
 * monitoring never needs them (MON2); windows of predictions count into the same bins and merge by addition.
 */

/**
 * Bin index of a numeric feature: 0 = missing, 1 = below `edges[0]`, i+1 = [edges[i−1], edges[i]),
 * edges.length+1 = at or above the last edge. `counts` has edges.length + 2 entries. Inner edges are
 * midpoints between neighbouring order statistics, never a value of the data (SYNC10).
 */
export interface NumericProfile {
  kind: 'numeric';
  name: string;
  edges: number[];
  counts: number[];
  mean: number;
  /** Population standard deviation of the present values. */
  std: number;
}

/** Bin index: 0 = missing, i+1 = levels[i], levels.length+1 = any other value. */
export interface CategoricalProfile {
  kind: 'categorical';
  name: string;
  levels: string[];
  counts: number[];
}

export type FeatureProfile = NumericProfile | CategoricalProfile;

export interface ReferenceProfile {
  nRows: number;
  features: FeatureProfile[];
  /** Predicted labels on the training part: counts in the order of the labels; empty for regression. */
  labels: { label: string; count: number }[];
  /** Confidence of the predicted label on the training part, 20 equal bins over [0, 1]. */
  confidence: number[];
}
