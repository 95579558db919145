import type { TrainingData } from '../../shared/estimators/estimator.ts';

/** The same data for every peer: its arrays lie in shared memory, so a message carries no copy. */
export function shareData(data: TrainingData): TrainingData {
  return {
    ...data,
    X: { ...data.X, values: share(data.X.values) },
    y: share(data.y),
    weights: data.weights === null ? null : share(data.weights),
  };
}

function share(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
