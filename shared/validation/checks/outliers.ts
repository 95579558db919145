import { valueText, type ColumnFacts } from '../column-facts.ts';
import { finding, rowsWhere, type Check } from '../inspection.ts';
import { MOST_CODES, type Thresholds } from '../thresholds.ts';
import { percent, rowsText } from '../wording.ts';

/** Numbers and dates far from all others; columns of few distinct values are codes and have none. */
export const outliers: Check = (inspection) =>
  inspection.columns.flatMap((facts) => {
    const { column, summary } = facts;
    if (facts.sorted === null || summary.distinct <= MOST_CODES) return [];
    const { low, high, rule } = fences(facts, inspection.thresholds);
    const values = column.type === 'numeric' || column.type === 'datetime' ? column.values : [];
    const { count, rows } = rowsWhere(
      inspection.table.nRows,
      (row) => values[row]! < low || values[row]! > high,
    );
    if (count === 0) return [];
    const range = `${valueText(column, Math.max(low, facts.sorted[0]!))} to ${valueText(column, Math.min(high, facts.sorted.at(-1)!))}`;
    return finding(inspection, {
      check: 'outliers',
      severity: count > inspection.table.nRows / 100 ? 'warning' : 'info',
      column: column.name,
      detail: `${rowsText(count)} (${percent(count, inspection.table.nRows)}) of "${column.name}" ${count === 1 ? 'lies' : 'lie'} outside ${range} (${rule}).`,
      remedy: 'Look at these rows: correct errors; clip or keep what is true.',
      count,
      rows,
    });
  });

function fences(
  { summary }: ColumnFacts,
  { outlierMethod, iqrFactor, zScore }: Thresholds,
): { low: number; high: number; rule: string } {
  const { q1, q3, mean, std } = summary.numeric!;
  // Where half the values are one and the same, quartiles would call all others outliers.
  if (outlierMethod === 'zscore' || q1 === q3) {
    const rule = `${zScore} standard deviations from the mean`;
    return { low: mean - zScore * std, high: mean + zScore * std, rule };
  }
  const reach = iqrFactor * (q3 - q1);
  return {
    low: q1 - reach,
    high: q3 + reach,
    rule: `${iqrFactor} interquartile ranges beyond the quartiles`,
  };
}
