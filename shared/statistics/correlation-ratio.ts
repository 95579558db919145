/**
 * Correlation ratio η of numbers by group, 0 … 1: the root of the share of the variance that lies between the
 * groups. `groups` names the group of each value, 0 … nGroups−1; rows with −1 or a NaN are left out. 0 when
 * the numbers are constant. Cost: linear. Source: Fisher, Statistical Methods for Research Workers (1925).
 */
export function correlationRatio(values: Float64Array, groups: Int32Array, nGroups: number): number {
  const sums = new Float64Array(nGroups);
  const sizes = new Float64Array(nGroups);
  let n = 0;
  let sum = 0;
  eachPresent(values, groups, (value, group) => {
    sums[group]! += value;
    sizes[group]! += 1;
    sum += value;
    n += 1;
  });
  const mean = sum / n;
  let total = 0;
  eachPresent(values, groups, (value) => (total += (value - mean) * (value - mean)));
  if (!(total > 0)) return 0;
  let between = 0;
  sizes.forEach((size, group) => {
    if (size > 0) between += size * (sums[group]! / size - mean) ** 2;
  });
  return Math.sqrt(Math.min(1, between / total));
}

function eachPresent(
  values: Float64Array,
  groups: Int32Array,
  take: (value: number, group: number) => void,
): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (groups[row]! >= 0 && value === value) take(value, groups[row]!);
  }
}
