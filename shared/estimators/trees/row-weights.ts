/** Integer weights of rows, and what an ordinary row weighs among them. */
export interface RowWeights {
  /** nRows; null = all 1. */
  readonly values: Float64Array | null;
  readonly one: number;
}

/** Fractional weights become multiples of 1/4096 of their mean. */
const LEVELS = 4096;
const LARGEST_COUNT = 2 ** 20;

/**
 * Weights as integers, so that sums are exact in any order. Whole numbers count as that many equal
 * rows; others are taken relative to their mean.
 */
export function rowWeights(weights: Float64Array | null): RowWeights {
  if (weights === null) return { values: null, one: 1 };
  if (weights.every((weight) => Number.isInteger(weight) && weight <= LARGEST_COUNT))
    return { values: weights, one: 1 };
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return {
    values: weights.map((weight) => Math.max(1, Math.floor((weight / mean) * LEVELS + 0.5))),
    one: LEVELS,
  };
}
