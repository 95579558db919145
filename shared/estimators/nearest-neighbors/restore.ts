import type { Csr, FeatureMatrix } from '../../numeric/csr.ts';
import type { ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import type { Metric } from './distance.ts';
import type { Neighborhood } from './model.ts';

const METRICS: readonly Metric[] = ['euclidean', 'manhattan', 'cosine'];
const MAX_ROWS = 2 ** 31 - 2;

/** Reads the rows of a stored model. Cost: linear in them. @throws AppError `model-invalid`. */
export function restoreNeighborhood(state: ModelState): Neighborhood {
  onlyTensors(state, ['rows', 'starts', 'columns', 'values', 'y', 'weights']);
  const nRows = configInteger(state, 'nRows', 1, MAX_ROWS);
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nClasses = configInteger(state, 'nClasses', 0, MAX_DIMENSION);
  const metric = METRICS.find((name) => name === state.config['metric']);
  if (metric === undefined)
    throw invalidModel('/estimator/config/metric', `"metric" must be one of ${METRICS.join(', ')}.`);
  const has = (name: string): boolean => state.tensors.some((tensor) => tensor.name === name);
  const y = finiteTensor(state, 'y', Float64Array, [nRows]);
  if (nClasses > 0 && !y.every((own) => Number.isInteger(own) && own >= 0 && own < nClasses))
    throw invalidModel('/tensors/y', `a class is none of 0 to ${nClasses - 1}.`);
  const weights = has('weights') ? finiteTensor(state, 'weights', Float64Array, [nRows]) : null;
  if (weights?.some((weight) => weight <= 0) === true)
    throw invalidModel('/tensors/weights', 'a weight is not positive.');
  return {
    X: has('starts') ? sparseRowsOf(state, nRows, nFeatures) : denseRowsOf(state, nRows, nFeatures),
    y,
    weights,
    nClasses,
    nNeighbors: configInteger(state, 'nNeighbors', 1, 1000),
    metric,
    byDistance: state.config['byDistance'] === true,
  };
}

const denseRowsOf = (state: ModelState, nRows: number, nColumns: number): FeatureMatrix => ({
  nRows,
  nColumns,
  values: finiteTensor(state, 'rows', Float64Array, [nRows, nColumns]),
});

function sparseRowsOf(state: ModelState, nRows: number, nColumns: number): Csr {
  const starts = finiteTensor(state, 'starts', Uint32Array, [nRows + 1]);
  const length = state.tensors.find(({ name }) => name === 'values')?.data.length ?? 0;
  const values = finiteTensor(state, 'values', Float64Array, [length]);
  const columns = finiteTensor(state, 'columns', Int32Array, [length]);
  if (starts[0] !== 0 || starts[nRows] !== length)
    throw invalidModel('/tensors/starts', 'the rows do not cover their values.');
  for (let row = 0; row < nRows; row += 1) {
    if (starts[row + 1]! < starts[row]! || starts[row + 1]! > length)
      throw invalidModel('/tensors/starts', `row ${row} ends before it starts.`);
    for (let i = starts[row]!, last = -1; i < starts[row + 1]!; i += 1) {
      if (columns[i]! <= last || columns[i]! >= nColumns)
        throw invalidModel('/tensors/columns', `the columns of row ${row} do not ascend below ${nColumns}.`);
      last = columns[i]!;
    }
  }
  return { layout: 'csr', nRows, nColumns, starts, columns, values };
}
