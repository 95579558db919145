import { missingCount } from '../table/cells.ts';
import { isSet } from '../table/missing-bitmap.ts';
import type { Column } from '../table/table.ts';

type ValueColumn = Column & { readonly values: Float64Array | Uint8Array };

/** The values that are present, in row order. */
export function presentValues(entry: ValueColumn): Float64Array {
  if (entry.missing === null) return Float64Array.from(entry.values);
  const present = new Float64Array(entry.values.length - missingCount(entry));
  let count = 0;
  for (let row = 0; row < entry.values.length; row += 1) {
    if (!isSet(entry.missing, row)) present[count++] = entry.values[row]!;
  }
  return present;
}

/** The arithmetic mean, summed in row order; NaN of nothing. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Population variance (ddof 0, as scikit-learn's scaler), in two passes with the usual correction. */
export function varianceOf(values: Float64Array, mean: number): number {
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    squares += (value - mean) * (value - mean);
    rest += value - mean;
  }
  return (squares - (rest * rest) / values.length) / values.length;
}

/** Quantile of ascending values by linear interpolation (numpy's default, type 7); NaN of nothing. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (position - below);
}

/** How often each level occurs, by code; missing cells are not counted. */
export function levelCounts(codes: Int32Array, nLevels: number): Int32Array {
  const counts = new Int32Array(nLevels);
  for (const code of codes) if (code >= 0) counts[code]! += 1;
  return counts;
}
