import type { DerivedColumn } from '../records/derived.ts';
import { isSet } from '../table/missing-bitmap.ts';
import type { BooleanColumn, CategoricalColumn, DatetimeColumn, NumericColumn } from '../table/table.ts';
import { presentValues, quantileOfSorted } from './column-statistics.ts';

type Source = NumericColumn | BooleanColumn | DatetimeColumn;
type By = Extract<DerivedColumn, { op: 'bins' }>['by'];

/**
 * The inner edges of bins, ascending, each once: equal widths between the least and the largest value, or
 * quantiles (scikit-learn's KBinsDiscretizer). Equal quantiles and a constant column leave fewer bins.
 */
export function binEdges(source: Source, by: By): number[] {
  if (by.edges === 'given') return [...by.at];
  const sorted = presentValues(source).toSorted();
  if (sorted.length === 0) return [];
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  const inner = Array.from({ length: by.count - 1 }, (_, i) => (i + 1) / by.count);
  const edges = inner.map((share) =>
    by.edges === 'width' ? low + share * (high - low) : quantileOfSorted(sorted, share),
  );
  return edges.filter((edge, i) => Number.isFinite(edge) && edge > low && (i === 0 || edge > edges[i - 1]!));
}

/** The bin of every cell, as its number or as a level "2 of 3: 10 to 20"; missing stays missing. */
export function binColumn(
  { name, edges, as }: { name: string; edges: readonly number[]; as: 'category' | 'number' },
  source: Source,
): NumericColumn | CategoricalColumn {
  const bins = Int32Array.from(source.values, (value, row) =>
    isSet(source.missing, row) ? -1 : binOf(edges, value),
  );
  if (as === 'category')
    return { name, type: 'categorical', missing: source.missing, codes: bins, levels: levelNames(edges) };
  const values = Float64Array.from(bins, (bin) => (bin < 0 ? NaN : bin));
  return { name, type: 'numeric', missing: source.missing, values };
}

/** How many edges are not above the value. */
function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** In code-point order, too: the place comes first, with leading zeros. */
function levelNames(edges: readonly number[]): string[] {
  const count = edges.length + 1;
  const place = (bin: number): string => String(bin + 1).padStart(String(count).length, '0');
  return Array.from({ length: count }, (_, bin) => `${place(bin)} of ${count}: ${rangeName(edges, bin)}`);
}

function rangeName(edges: readonly number[], bin: number): string {
  if (edges.length === 0) return 'all';
  if (bin === 0) return `below ${short(edges[0]!)}`;
  if (bin === edges.length) return `${short(edges[bin - 1]!)} and above`;
  return `${short(edges[bin - 1]!)} to ${short(edges[bin]!)}`;
}

const short = (edge: number): string => String(Number(edge.toPrecision(6)));
