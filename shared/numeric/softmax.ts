import { exp, log, log1p } from './exp-log.ts';

/** 1 / (1 + e^−x), without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** log(1 + e^x), without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/** log Σ e^values[i] over `length` values from `offset`, shifted by their maximum. */
export function logSumExp(values: Float64Array, offset = 0, length = values.length - offset): number {
  const max = maximum(values, offset, length);
  if (!Number.isFinite(max)) return max;
  let sum = 0;
  for (let i = offset; i < offset + length; i++) sum += exp(values[i]! - max);
  return max + log(sum);
}

/** Replaces `length` scores from `offset` by their softmax; they sum to 1. */
export function softmaxInPlace(scores: Float64Array, offset = 0, length = scores.length - offset): void {
  const max = maximum(scores, offset, length);
  let sum = 0;
  for (let i = offset; i < offset + length; i++) {
    const e = exp(scores[i]! - max);
    scores[i] = e;
    sum += e;
  }
  for (let i = offset; i < offset + length; i++) scores[i] = scores[i]! / sum;
}

function maximum(values: Float64Array, offset: number, length: number): number {
  let max = -Infinity;
  for (let i = offset; i < offset + length; i++) if (values[i]! > max) max = values[i]!;
  return max;
}
