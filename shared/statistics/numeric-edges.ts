/**
 * Cuts sorted present values into at most `nBins` bins of about equal counts. Every edge is the midpoint
 * between two neighbouring distinct values, the outer two half a gap beyond the extremes (a constant gets a narrow bin around it): none is a value
 * of the data (SYNC10). Few distinct values get a bin each. Empty when there is no value.
 * Cost: linear.
 */
export function numericEdges(sorted: Float64Array, nBins: number): number[] {
  if (sorted.length === 0) return [];
  const inner = fewDistinct(sorted, nBins) ?? quantileCuts(sorted, nBins);
  const [low, high] = outerEdges(sorted);
  return [low, ...inner, high];
}

/** Midpoints between all distinct values, or null when those are more than `nBins`. */
function fewDistinct(sorted: Float64Array, nBins: number): number[] | null {
  const cuts: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) continue;
    if (cuts.length === nBins - 1) return null;
    pushMidpoint(cuts, sorted[i - 1]!, sorted[i]!);
  }
  return cuts;
}

/** A cut at the boundary between runs of equal values that is nearest to each quantile's rank. */
function quantileCuts(sorted: Float64Array, nBins: number): number[] {
  const cuts: number[] = [];
  for (let bin = 1; bin < nBins; bin++) {
    const at = nearestBoundary(sorted, Math.round((bin * sorted.length) / nBins));
    if (at > 0 && at < sorted.length) pushMidpoint(cuts, sorted[at - 1]!, sorted[at]!);
  }
  return cuts;
}

/** Index i nearest to `rank` with sorted[i−1] < sorted[i]; 0 or the length when that is an end. */
function nearestBoundary(sorted: Float64Array, rank: number): number {
  const value = sorted[rank]!;
  if (sorted[rank - 1]! < value) return rank;
  const start = lowerBound(sorted, value);
  const end = upperBound(sorted, value);
  return start > 0 && rank - start <= end - rank ? start : end;
}

function pushMidpoint(cuts: number[], a: number, b: number): void {
  const middle = a / 2 + b / 2;
  // Between two neighbouring doubles there is nothing: they share a bin rather than show a value.
  if (middle > a && middle < b && middle > (cuts.at(-1) ?? -Infinity)) cuts.push(middle);
}

function outerEdges(sorted: Float64Array): [number, number] {
  const min = sorted[0]!;
  const max = sorted[sorted.length - 1]!;
  if (min === max) return beyond(min, max, Number.isInteger(min) ? 1 : Math.abs(min) / 1e6);
  const second = sorted[upperBound(sorted, min)]!;
  const lastButOne = sorted[lowerBound(sorted, max) - 1]!;
  return [beyond(min, max, second - min)[0], beyond(min, max, max - lastButOne)[1]];
}

/** Half a gap beyond both ends; the ends themselves where doubles do not reach farther. */
function beyond(min: number, max: number, gap: number): [number, number] {
  return [Math.max(-Number.MAX_VALUE, min - gap / 2), Math.min(Number.MAX_VALUE, max + gap / 2)];
}

/** First index with sorted[i] ≥ value. */
function lowerBound(sorted: Float64Array, value: number): number {
  return partition(sorted, (other) => other < value);
}

/** First index with sorted[i] > value. */
function upperBound(sorted: Float64Array, value: number): number {
  return partition(sorted, (other) => other <= value);
}

function partition(sorted: Float64Array, isBefore: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
