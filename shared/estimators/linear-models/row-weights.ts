/** nRows: the same weights with mean 1; null = all equal. */
export function meanOne(weights: Float64Array | null, nRows: number): Float64Array {
  if (weights === null) return new Float64Array(nRows).fill(1);
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => (weight * nRows) / total);
}
