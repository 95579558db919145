import { isCsr, joinColumns, type Csr, type FeatureMatrix } from '../../numeric/csr.ts';
import { createMatrix, type Matrix } from '../../numeric/matrix.ts';
import type { Tensor } from '../../numeric/tensor.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { distanceBetween, lengthsOf, type Metric } from './distance.ts';
import { nearest, type Nearest } from './nearest.ts';
import { buildTree, searchAll, searchTree, type RowTree, type Search } from './row-tree.ts';

/** The training rows as they are, and how they vote. */
export interface Neighborhood {
  readonly X: FeatureMatrix;
  /** nRows: class index or target value. */
  readonly y: Float64Array;
  readonly weights: Float64Array | null;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly nNeighbors: number;
  readonly metric: Metric;
  readonly byDistance: boolean;
}

/** With more features nearly all of the tree is visited. */
const MOST_TREE_FEATURES = 16;
const LEAST_TREE_ROWS = 1000;

/** Comparisons of values that take some ten milliseconds. */
const WORK = 10_000_000;

export function neighborsModel(hood: Neighborhood): FittedModel {
  const { X, nClasses } = hood;
  const nOutputs = Math.max(1, nClasses);
  let tree: RowTree | null = null;
  let lengths: Float64Array | null = null;
  const searchFor = (queries: FeatureMatrix): Search => {
    const distance = distanceBetween(queries, X, hood.metric, () => (lengths ??= lengthsOf(X)));
    if (isCsr(X) || isCsr(queries) || !growsTree(hood)) return searchAll(X.nRows, distance);
    tree ??= buildTree(X);
    return searchTree(tree, queries, distance, hood.metric === 'euclidean');
  };
  return {
    nFeatures: X.nColumns,
    nOutputs,
    rowsAtOnce: Math.max(1, Math.floor(WORK / (X.nRows + X.values.length))),
    predict(queries) {
      const given = isCsr(X) ? asCsr(queries) : asDense(queries);
      const search = searchFor(given);
      const output = new Float64Array(given.nRows * nOutputs);
      const found = nearest(hood.nNeighbors, hood.weights);
      for (let query = 0; query < given.nRows; query += 1) {
        found.clear();
        search(query, found);
        vote(hood, found, output, query * nOutputs);
      }
      return output;
    },
    importance: () => null,
    state: () => stateOf(hood),
  };
}

const growsTree = ({ X, metric }: Neighborhood): boolean =>
  metric !== 'cosine' && X.nColumns <= MOST_TREE_FEATURES && X.nRows >= LEAST_TREE_ROWS;

const asCsr = (X: FeatureMatrix): Csr => (isCsr(X) ? X : joinColumns(X.nRows, [X]));

function asDense(X: FeatureMatrix): Matrix {
  if (!isCsr(X)) return X;
  const dense = createMatrix(X.nRows, X.nColumns);
  for (let row = 0; row < X.nRows; row += 1)
    for (let i = X.starts[row]!; i < X.starts[row + 1]!; i += 1)
      dense.values[row * X.nColumns + X.columns[i]!] = X.values[i]!;
  return dense;
}

/** Neighbors at distance 0 outvote all others, where votes go by distance. */
function vote(hood: Neighborhood, found: Nearest, output: Float64Array, at: number): void {
  const { y, nClasses, metric, byDistance } = hood;
  let exact = false;
  if (byDistance) found.take((_, distance) => (exact ||= distance === 0));
  let total = 0;
  found.take((row, distance, weight) => {
    const length = metric === 'euclidean' ? Math.sqrt(distance) : distance;
    const share = !byDistance ? 1 : exact ? +(distance === 0) : 1 / length;
    total += weight * share;
    if (nClasses > 0) output[at + y[row]!]! += weight * share;
    else output[at]! += weight * share * y[row]!;
  });
  for (let k = 0; k < Math.max(1, nClasses); k += 1) output[at + k]! /= total;
}

function stateOf({ X, y, weights, nClasses, nNeighbors, metric, byDistance }: Neighborhood): ModelState {
  const { nRows, nColumns } = X;
  const rows: Tensor[] = isCsr(X)
    ? [
        { name: 'starts', shape: [nRows + 1], data: X.starts },
        { name: 'columns', shape: [X.columns.length], data: X.columns },
        { name: 'values', shape: [X.values.length], data: X.values },
      ]
    : [{ name: 'rows', shape: [nRows, nColumns], data: X.values }];
  return {
    config: { nRows, nFeatures: nColumns, nClasses, nNeighbors, metric, byDistance },
    tensors: [
      ...rows,
      { name: 'y', shape: [nRows], data: y },
      ...(weights === null ? [] : [{ name: 'weights', shape: [nRows], data: weights }]),
    ],
  };
}
