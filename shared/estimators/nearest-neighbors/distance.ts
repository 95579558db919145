import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';

export type Metric = 'euclidean' | 'manhattan' | 'cosine';

/**
 * How far a row of `rows` is from a row of `queries`: squared for `euclidean`. May stop early with any value
 * above `limit` once it is. Both matrices have the same layout; sums run in column order, so both layouts give
 * the same bits. `rowLengths` may be kept between calls.
 */
export type Distance = (query: number, row: number, limit: number) => number;

export function distanceBetween(
  queries: FeatureMatrix,
  rows: FeatureMatrix,
  metric: Metric,
  rowLengths: () => Float64Array = () => lengthsOf(rows),
): Distance {
  if (metric === 'cosine') return cosineBetween(queries, rows, rowLengths());
  const cost = metric === 'euclidean' ? (d: number): number => d * d : Math.abs;
  return isCsr(queries) && isCsr(rows)
    ? sparseBetween(queries, rows, cost)
    : denseBetween(queries, rows, metric);
}

function denseBetween(queries: FeatureMatrix, rows: FeatureMatrix, metric: Metric): Distance {
  const n = rows.nColumns;
  const [q, x] = [queries.values, rows.values];
  if (metric === 'manhattan')
    return (query, row, limit) => {
      let sum = 0;
      for (let a = query * n, b = row * n, end = b + n; b < end && sum <= limit; a += 1, b += 1)
        sum += Math.abs(q[a]! - x[b]!);
      return sum;
    };
  return (query, row, limit) => {
    let sum = 0;
    for (let a = query * n, b = row * n, end = b + n; b < end && sum <= limit; a += 1, b += 1) {
      const d = q[a]! - x[b]!;
      sum += d * d;
    }
    return sum;
  };
}

type Sparse = Extract<FeatureMatrix, { layout: 'csr' }>;

/** Walks both rows at once; a column that neither has adds nothing. */
function sparseBetween(queries: Sparse, rows: Sparse, cost: (difference: number) => number): Distance {
  return (query, row, limit) => {
    let a = queries.starts[query]!;
    let b = rows.starts[row]!;
    const [endA, endB] = [queries.starts[query + 1]!, rows.starts[row + 1]!];
    let sum = 0;
    while ((a < endA || b < endB) && sum <= limit) {
      const left = a < endA ? queries.columns[a]! : Infinity;
      const right = b < endB ? rows.columns[b]! : Infinity;
      if (left === right) sum += cost(queries.values[a++]! - rows.values[b++]!);
      else sum += left < right ? cost(queries.values[a++]!) : cost(rows.values[b++]!);
    }
    return sum;
  };
}

/** 1 − the cosine; a row of zeros is at distance 1 of every row. */
function cosineBetween(queries: FeatureMatrix, rows: FeatureMatrix, other: Float64Array): Distance {
  const own = lengthsOf(queries);
  const dense = new Float64Array(rows.nColumns);
  let spread = -1;
  const spreadQuery = (query: number): void => {
    if (query === spread) return;
    dense.fill(0);
    each(queries, query, (column, value) => (dense[column] = value));
    spread = query;
  };
  return (query, row) => {
    spreadQuery(query);
    const scale = own[query]! * other[row]!;
    if (scale === 0) return 1;
    let dot = 0;
    const [from, to] = bounds(rows, row);
    if (isCsr(rows)) for (let i = from; i < to; i += 1) dot += dense[rows.columns[i]!]! * rows.values[i]!;
    else for (let i = from; i < to; i += 1) dot += dense[i - from]! * rows.values[i]!;
    return Math.max(0, 1 - dot / scale);
  };
}

const bounds = (X: FeatureMatrix, row: number): [number, number] =>
  isCsr(X) ? [X.starts[row]!, X.starts[row + 1]!] : [row * X.nColumns, (row + 1) * X.nColumns];

function each(X: FeatureMatrix, row: number, visit: (column: number, value: number) => void): void {
  const [from, to] = bounds(X, row);
  for (let i = from; i < to; i += 1) visit(isCsr(X) ? X.columns[i]! : i - from, X.values[i]!);
}

/** nRows: the root of each row's sum of squares. */
export function lengthsOf(X: FeatureMatrix): Float64Array {
  return Float64Array.from({ length: X.nRows }, (_, row) => {
    let sum = 0;
    each(X, row, (__, value) => (sum += value * value));
    return Math.sqrt(sum);
  });
}
