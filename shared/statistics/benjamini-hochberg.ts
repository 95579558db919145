/**
 * Benjamini–Hochberg adjusted p-values, in the order given: rejecting those ≤ q keeps the expected share
 * of false alarms among the alarms at most q. Source: J. R. Stat. Soc. B 57 (1995).
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).toSorted((i, j) => pValues[j]! - pValues[i]!);
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  order.forEach((index, fromLargest) => {
    const rank = pValues.length - fromLargest;
    smallest = Math.min(smallest, (pValues[index]! * pValues.length) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
