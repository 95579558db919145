import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { isCsr, type FeatureMatrix } from '../../shared/numeric/csr.ts';

/**
 * The same data for every peer: its arrays lie in shared memory, so a message carries no copy. A large matrix
 * was made there (shared/numeric/shareable.ts); what was not is copied.
 */
export function shareData(data: TrainingData<FeatureMatrix>): TrainingData<FeatureMatrix> {
  return {
    ...data,
    X: shareMatrix(data.X),
    y: shareNumbers(data.y),
    weights: data.weights === null ? null : shareNumbers(data.weights),
  };
}

export function shareMatrix(X: FeatureMatrix): FeatureMatrix {
  if (!isCsr(X)) return { ...X, values: shareNumbers(X.values) };
  return {
    ...X,
    starts: shareNumbers(X.starts),
    columns: shareNumbers(X.columns),
    values: shareNumbers(X.values),
  };
}

/** The same numbers in shared memory; themselves where they lie there. */
export function shareNumbers<A extends Float64Array | Int32Array | Uint32Array>(array: A): A {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => A;
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
