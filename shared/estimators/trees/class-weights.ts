/** nClasses: all one, or n / (nClasses × n of the class), so that all classes weigh the same. */
export function classWeights(
  classes: Int32Array,
  nClasses: number,
  rowWeights: Float64Array | null,
  mode: unknown,
): Float64Array {
  if (mode !== 'balanced') return new Float64Array(nClasses).fill(1);
  const totals = new Float64Array(nClasses);
  for (let row = 0; row < classes.length; row++) totals[classes[row]!]! += rowWeights?.[row] ?? 1;
  const total = totals.reduce((sum, weight) => sum + weight, 0);
  return totals.map((weight) => (weight > 0 ? total / (nClasses * weight) : 1));
}
