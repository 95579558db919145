import { quantileOfSorted } from '../statistics/quantile.ts';

/** The present values of a quantity in figures; datetimes in milliseconds. */
export interface NumericSummary {
  readonly n: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation, n − 1. */
  readonly std: number;
  /** Third standardised moment; 0 without spread. Positive: a long tail to the right. */
  readonly skewness: number;
  /** Fourth standardised moment less 3; 0 without spread. */
  readonly kurtosis: number;
  readonly zeros: number;
}

/** Of ascending values without NaN; null of none. Cost: linear. */
export function numericSummary(sorted: Float64Array): NumericSummary | null {
  const n = sorted.length;
  if (n === 0) return null;
  let [sum, zeros] = [0, 0];
  for (const value of sorted) {
    sum += value;
    if (value === 0) zeros++;
  }
  const mean = sorted[0] === sorted[n - 1] ? sorted[0]! : sum / n;
  const { second, third, fourth } = centralMoments(sorted, mean);
  return {
    n,
    min: sorted[0]!,
    q1: quantileOfSorted(sorted, 0.25),
    median: quantileOfSorted(sorted, 0.5),
    q3: quantileOfSorted(sorted, 0.75),
    max: sorted[n - 1]!,
    mean,
    std: n < 2 ? 0 : Math.sqrt((second * n) / (n - 1)),
    skewness: second > 0 ? third / (second * Math.sqrt(second)) : 0,
    kurtosis: second > 0 ? fourth / (second * second) - 3 : 0,
    zeros,
  };
}

function centralMoments(values: Float64Array, mean: number) {
  let [second, third, fourth] = [0, 0, 0];
  for (const value of values) {
    const deviation = value - mean;
    const square = deviation * deviation;
    second += square;
    third += square * deviation;
    fourth += square * square;
  }
  const n = values.length;
  return { second: second / n, third: third / n, fourth: fourth / n };
}
