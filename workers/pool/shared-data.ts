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
    y: share(data.y),
    weights: data.weights === null ? null : share(data.weights),
  };
}

function shareMatrix(X: FeatureMatrix): FeatureMatrix {
  if (!isCsr(X)) return { ...X, values: share(X.values) };
  return { ...X, starts: share(X.starts), columns: share(X.columns), values: share(X.values) };
}

function share<A extends Float64Array | Int32Array | Uint32Array>(array: A): A {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => A;
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
