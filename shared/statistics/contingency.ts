import { chiSquareSurvival } from './chi-square-distribution.ts';
import type { TestResult } from './test-result.ts';

/** Counts of two variables together: rows × columns, row-major. */
export type CrossCounts = Float64Array | readonly number[];

/** Pearson's χ² of a table of counts with the number of rows and columns that hold any. */
export function contingency(counts: CrossCounts, nRows: number, nColumns: number) {
  const rows = new Float64Array(nRows);
  const columns = new Float64Array(nColumns);
  let n = 0;
  for (let i = 0; i < nRows * nColumns; i++) {
    rows[Math.floor(i / nColumns)]! += counts[i]!;
    columns[i % nColumns]! += counts[i]!;
    n += counts[i]!;
  }
  let statistic = 0;
  let smallestExpected = Infinity;
  for (let i = 0; i < nRows * nColumns; i++) {
    const expected = (rows[Math.floor(i / nColumns)]! * columns[i % nColumns]!) / n;
    if (!(expected > 0)) continue;
    statistic += (counts[i]! - expected) ** 2 / expected;
    smallestExpected = Math.min(smallestExpected, expected);
  }
  return { statistic, n, usedRows: countUsed(rows), usedColumns: countUsed(columns), smallestExpected };
}

function countUsed(sums: Float64Array): number {
  return sums.reduce((count, sum) => count + (sum > 0 ? 1 : 0), 0);
}

/**
 * Pearson's χ² test that two variables are independent, without continuity correction. Below an expected
 * count of 5 (`smallestExpected`) the p-value is not to be trusted (Cochran 1954). pValue is 1 when either
 * variable is constant.
 */
export function independenceTest(
  counts: CrossCounts,
  nRows: number,
  nColumns: number,
): TestResult & { df: number; smallestExpected: number } {
  const { statistic, usedRows, usedColumns, smallestExpected } = contingency(counts, nRows, nColumns);
  const df = Math.max(0, (usedRows - 1) * (usedColumns - 1));
  return { test: 'chi-square', statistic, df, pValue: chiSquareSurvival(statistic, df), smallestExpected };
}
