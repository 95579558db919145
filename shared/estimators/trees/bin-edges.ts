/**
 * Bin edges of one column: at most `maxBins` − 1 values, ascending, each strictly between two
 * neighbouring distinct values of the column. A value's bin is the number of edges below it.
 *
 * With few distinct values every gap gets an edge; with more, edges stand at quantiles, where a value
 * that fills more than its share keeps a bin to itself. `sorted` is ascending and finite.
 * O(n); weights are not looked at.
 */
export function binEdges(sorted: Float64Array, maxBins: number): Float64Array {
  const starts = distinctStarts(sorted, maxBins);
  return starts === null
    ? quantileEdges(sorted, maxBins)
    : Float64Array.from(starts, (at) => edgeAt(sorted, at));
}

/** Where each distinct value but the first begins; null when there are more than `limit` of them. */
function distinctStarts(sorted: Float64Array, limit: number): number[] | null {
  const starts: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) continue;
    if (starts.length + 2 > limit) return null;
    starts.push(i);
  }
  return starts;
}

function quantileEdges(sorted: Float64Array, maxBins: number): Float64Array {
  const edges: number[] = [];
  let binStart = 0;
  let target = sorted.length / maxBins;
  for (let i = 1; i < sorted.length && edges.length < maxBins - 1; i++) {
    if (sorted[i] === sorted[i - 1] || i - binStart < target) continue;
    edges.push(edgeAt(sorted, i));
    binStart = i;
    target = (sorted.length - i) / (maxBins - edges.length);
  }
  return Float64Array.from(edges);
}

/** The midpoint of the gap below `sorted[at]`; the lower value when no double lies in between. */
function edgeAt(sorted: Float64Array, at: number): number {
  const low = sorted[at - 1]!;
  const high = sorted[at]!;
  const middle = low / 2 + high / 2;
  return middle > low && middle < high ? middle : low;
}
