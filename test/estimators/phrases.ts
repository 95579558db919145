import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { joinColumns, type FeatureMatrix } from '../../shared/numeric/csr.ts';
import { createRng } from '../../shared/random/rng.ts';

const LENGTH = 8;
const WORDS = 12;

/**
 * Texts of the words 3 … 12 with the words 1 and 2 next to each other somewhere: which of them comes first is
 * the class. `number`: a column beside the text, which the class hangs on instead.
 */
export function phrases(nRows: number, number = false): TrainingData<FeatureMatrix> {
  const rng = createRng(4);
  const y = new Float64Array(nRows);
  const width = LENGTH + (number ? 1 : 0);
  const values = new Float64Array(nRows * width);
  for (let row = 0; row < nRows; row += 1) {
    const text = values.subarray(row * width, row * width + LENGTH);
    const count = 4 + rng.integer(LENGTH - 3);
    for (let at = 0; at < count; at += 1) text[at] = 3 + rng.integer(WORDS - 2);
    const place = rng.integer(count - 1);
    const first = rng.integer(2);
    text[place] = 1 + first;
    text[place + 1] = 2 - first;
    y[row] = first;
    if (!number) continue;
    const beside = rng.normal();
    values[row * width + LENGTH] = beside;
    y[row] = beside > 0 ? 1 : 0;
  }
  const levels = Int32Array.from({ length: width }, (_, at) => (at < LENGTH ? WORDS + 1 : 0));
  const X = joinColumns(nRows, [{ nRows, nColumns: width, values }]);
  return { X, y, weights: null, nClasses: 2, featureNames: [], levels };
}
