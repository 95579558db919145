import type { FittedModel, Progress } from '../estimators/estimator.ts';
import { isCsr, selectCsrRows, type FeatureMatrix } from '../numeric/csr.ts';
import { selectMatrixRows } from '../numeric/matrix.ts';

/**
 * nRows × nOutputs, as `predict`: block by block where a model says that many rows take it long, so that
 * a run can be stopped in between.
 */
export function* predictRows(model: FittedModel, X: FeatureMatrix): Generator<Progress, Float64Array, void> {
  const { rowsAtOnce = X.nRows, nOutputs } = model;
  if (rowsAtOnce >= X.nRows) return model.predict(X);
  const outputs = new Float64Array(X.nRows * nOutputs);
  for (let from = 0; from < X.nRows; from += rowsAtOnce) {
    const rows = Int32Array.from({ length: Math.min(rowsAtOnce, X.nRows - from) }, (_, i) => from + i);
    outputs.set(
      model.predict(isCsr(X) ? selectCsrRows(X, rows) : selectMatrixRows(X, rows)),
      from * nOutputs,
    );
    yield { stage: 'evaluate', done: from, total: X.nRows };
  }
  return outputs;
}
