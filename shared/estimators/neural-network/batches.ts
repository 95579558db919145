import { featureMoments } from '../feature-moments.ts';
import type { TrainingData } from '../estimator.ts';
import type { TargetScale } from './model.ts';
import type { Batch } from './training.ts';

/** Mean and standard deviation of a regression target (1 when constant); null for classification. */
export function targetScaleOf({ y, weights, nClasses }: TrainingData): TargetScale | null {
  if (nClasses > 0) return null;
  const { means, variances } = featureMoments({ nRows: y.length, nColumns: 1, values: y }, weights);
  const std = Math.sqrt(variances[0]!);
  return { mean: means[0]!, std: std > 0 ? std : 1 };
}

/** The named rows as one batch; `total` is the sum of their weights. */
export function batchOf(
  data: TrainingData,
  target: TargetScale | null,
  rows: Int32Array,
): Batch & { total: number } {
  const nColumns = data.X.nColumns;
  const nOutputs = Math.max(1, data.nClasses);
  const inputs = new Float32Array(rows.length * nColumns);
  const targets = new Float32Array(rows.length * nOutputs);
  const weights = new Float32Array(rows.length);
  let total = 0;
  for (const row of rows) total += data.weights === null ? 1 : data.weights[row]!;
  rows.forEach((row, at) => {
    inputs.set(data.X.values.subarray(row * nColumns, (row + 1) * nColumns), at * nColumns);
    const weight = (data.weights === null ? 1 : data.weights[row]!) / total;
    weights[at] = weight;
    if (target === null) targets[at * nOutputs + data.y[row]!] = weight;
    else targets[at] = (data.y[row]! - target.mean) / target.std;
  });
  return { nRows: rows.length, inputs, targets, weights, total };
}
