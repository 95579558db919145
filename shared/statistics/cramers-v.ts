import { contingency } from './contingency.ts';

/**
 * Cramér's V of a table of counts (rows × columns, row-major), 0 … 1; 0 when either variable is constant.
 * `corrected` takes off what chance adds when there are many levels for the number of rows (Bergsma, J. Korean
 * Stat. Soc. 42, 2013), so that an identifier does not look like a perfect predictor.
 */
export function cramersV(
  counts: Float64Array | readonly number[],
  nRows: number,
  nColumns: number,
  { corrected = false }: { corrected?: boolean } = {},
): number {
  const { statistic, n, usedRows, usedColumns } = contingency(counts, nRows, nColumns);
  if (usedRows < 2 || usedColumns < 2) return 0;
  const phi2 = statistic / n;
  if (!corrected) return Math.sqrt(phi2 / (Math.min(usedRows, usedColumns) - 1));
  const chance = (levels: number): number => (levels - 1) ** 2 / (n - 1);
  const bias = ((usedRows - 1) * (usedColumns - 1)) / (n - 1);
  const smaller = Math.min(usedRows - chance(usedRows), usedColumns - chance(usedColumns));
  return smaller > 1 ? Math.min(1, Math.sqrt(Math.max(0, phi2 - bias) / (smaller - 1))) : 0;
}
