/**
 * The nearest rows seen so far: by distance, then by row, whatever order they come in. A row of weight w
 * counts as w rows; as many are kept as it takes to reach `count`.
 */
export interface Nearest {
  /** What a row must not be beyond to matter; Infinity until there are enough. */
  readonly limit: number;
  offer(row: number, distance: number): void;
  /** Rows and distances, nearest first; the last row may count less than its weight. */
  take(visit: (row: number, distance: number, weight: number) => void): void;
  clear(): void;
}

export function nearest(count: number, weights: Float64Array | null): Nearest {
  let rows: number[] = [];
  let distances: number[] = [];
  let total = 0;
  let limit = Infinity;
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  return {
    get limit() {
      return limit;
    },
    offer(row, distance) {
      if (distance > limit || (distance === limit && row > rows.at(-1)!)) return;
      let at = rows.length;
      while (
        at > 0 &&
        (distances[at - 1]! > distance || (distances[at - 1] === distance && rows[at - 1]! > row))
      )
        at -= 1;
      rows.splice(at, 0, row);
      distances.splice(at, 0, distance);
      total += weightOf(row);
      while (total - weightOf(rows.at(-1)!) >= count) {
        total -= weightOf(rows.pop()!);
        distances.pop();
      }
      if (total >= count) limit = distances.at(-1)!;
    },
    take(visit) {
      let left = count;
      rows.forEach((row, at) => {
        const weight = Math.min(left, weightOf(row));
        if (weight > 0) visit(row, distances[at]!, weight);
        left -= weight;
      });
    },
    clear() {
      rows = [];
      distances = [];
      total = 0;
      limit = Infinity;
    },
  };
}
