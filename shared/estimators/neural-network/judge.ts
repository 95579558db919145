import { exp, log } from '../../numeric/exp-log.ts';
import type { FeatureMatrix } from '../../numeric/csr.ts';
import { AppError } from '../../errors/app-error.ts';
import type { TrainingData } from '../estimator.ts';
import type { TargetScale } from './model.ts';

/** Sums over rows: cross-entropy or squared error of the standardised target, and what is right. */
export interface Judgement {
  loss: number;
  /** Weight of the rows whose class is right; regression: none. */
  right: number;
  weight: number;
}

export const noJudgement = (): Judgement => ({ loss: 0, right: 0, weight: 0 });

/** Where the scores of some rows lie, and where the gradients are to go. */
export interface Scores {
  readonly floats: Float32Array;
  /** First float of the first row. */
  readonly at: number;
  /** Floats from row to row. */
  readonly stride: number;
  /** First float of the first row's gradient by score; null = none wanted. Divided by `total`. */
  readonly gradient: number | null;
  /** What the rows of the whole batch weigh. */
  readonly total: number;
}

/** Adds the named rows' share to `sums`; scores are single precision, everything else double. */
export function judgeRows(
  scores: Scores,
  data: Pick<TrainingData<FeatureMatrix>, 'y' | 'weights' | 'nClasses'>,
  target: TargetScale | null,
  rows: Int32Array,
  sums: Judgement,
): void {
  const judge = target === null ? judgeClass : judgeNumber(target);
  const shares = new Float64Array(data.nClasses);
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    judge(scores, at, data.y[row]!, data.weights === null ? 1 : data.weights[row]!, shares, sums);
  }
}

type JudgeRow = (
  scores: Scores,
  index: number,
  y: number,
  weight: number,
  shares: Float64Array,
  sums: Judgement,
) => void;

const judgeClass: JudgeRow = ({ floats, at, stride, gradient, total }, index, y, weight, shares, sums) => {
  const first = at + index * stride;
  let best = 0;
  for (let j = 1; j < shares.length; j += 1) if (floats[first + j]! > floats[first + best]!) best = j;
  const most = floats[first + best]!;
  let sum = 0;
  for (let j = 0; j < shares.length; j += 1) sum += shares[j] = exp(floats[first + j]! - most);
  sums.loss += weight * (log(sum) + most - floats[first + y]!);
  sums.weight += weight;
  if (best === y) sums.right += weight;
  if (gradient === null) return;
  const factor = weight / total;
  for (let j = 0; j < shares.length; j += 1)
    floats[gradient + index * stride + j] = factor * (shares[j]! / sum - (j === y ? 1 : 0));
};

const judgeNumber =
  ({ mean, std }: TargetScale): JudgeRow =>
  ({ floats, at, stride, gradient, total }, index, y, weight, _, sums) => {
    const off = floats[at + index * stride]! - (y - mean) / std;
    sums.loss += weight * off * off;
    sums.weight += weight;
    if (gradient !== null) floats[gradient + index * stride] = (2 * weight * off) / total;
  };

/** The mean loss, and accuracy or the error in units of the target, as points of a curve. */
export function curvePoints(
  prefix: '' | 'val_',
  { loss, right, weight }: Judgement,
  target: TargetScale | null,
  epoch: number,
): { key: string; value: number; step: number }[] {
  const metric =
    target === null
      ? { key: `${prefix}accuracy`, value: right / weight }
      : { key: `${prefix}rmse`, value: target.std * Math.sqrt(loss / weight) };
  return [{ key: `${prefix}loss`, value: loss / weight }, metric].map((point) => ({ ...point, step: epoch }));
}

/** @throws AppError `value-not-finite` when training diverged. */
export function requireFinite({ loss }: Judgement, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new AppError('value-not-finite', {
    detail: `The loss of the neural network is no longer a finite number after epoch ${epoch}: training diverged.`,
    remedy: 'Lower the learning rate, or scale the features and clip their outliers.',
    pointer: '/estimator/params/learning_rate',
  });
}
