import type { BinnedMatrix } from './binning.ts';

/**
 * Regroups `order[start … end)` so that rows with a bin ≤ `split.bin` come first; both sides keep
 * their order. Returns where the right side starts. Branch-free: both sides are written for each row.
 */
export function partition(
  binned: BinnedMatrix,
  split: { readonly feature: number; readonly bin: number },
  order: Int32Array,
  spare: Int32Array,
  start: number,
  end: number,
): number {
  const column = binned.byColumn;
  const columnStart = split.feature * binned.nRows;
  const bin = split.bin;
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const goesRight = +(column[columnStart + row]! > bin);
    order[left] = row;
    spare[right] = row;
    left += 1 - goesRight;
    right += goesRight;
  }
  for (let k = 0; k < right; k++) order[left + k] = spare[k]!;
  return left;
}
