import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { isCsr, type FeatureMatrix } from '../../shared/numeric/csr.ts';

/** The same data for every peer: its arrays lie in shared memory, so a message carries no copy. */
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
  const starts = new Uint32Array(sharedCopy(X.starts));
  const columns = new Int32Array(sharedCopy(X.columns));
  return { ...X, starts, columns, values: share(X.values) };
}

function sharedCopy(source: Uint32Array | Int32Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(source.byteLength);
  const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function share(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
