/**
 * Deals rows `order[from … to)` by a table of bins: those whose bin goes left to `left` from `leftAt` on,
 * the others to `right` from `from` on; both keep their order. Returns how many went left. `left` may be
 * `order` itself with leftAt = from. Branch-free: both sides are written for each row.
 */
export function partitionRows(
  order: Int32Array,
  from: number,
  to: number,
  byColumn: Uint8Array,
  columnStart: number,
  goesRight: Uint8Array,
  left: Int32Array,
  right: Int32Array,
): number {
  let l = from;
  let r = from;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const isRight = goesRight[byColumn[columnStart + row]!]!;
    left[l] = row;
    right[r] = row;
    l += 1 - isRight;
    r += isRight;
  }
  return l - from;
}

/** target[at …] = source[from … to) */
export function copyRows(source: Int32Array, from: number, to: number, target: Int32Array, at: number): void {
  for (let i = from; i < to; i++) target[at + i - from] = source[i]!;
}
