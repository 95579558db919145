import type { Rng } from '../random/generator.ts';
import type { ColumnType, Table } from '../table/table.ts';
import {
  associationOf,
  cramersVOf,
  pearsonOf,
  spearmanOf,
  variableOf,
  type Variable,
} from './association.ts';
import type { Measure } from './choices.ts';
import { isQuantity, sampleTable, type Looked } from './column-values.ts';

export interface Correlations extends Looked {
  readonly measure: Measure;
  readonly columns: readonly { name: string; type: ColumnType }[];
  /** `values[i][j]`, symmetric; null where a column is constant. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Columns of a fitting type beyond the first that are not shown. */
  readonly hidden: number;
}

const MOST_COLUMNS = 60;
const MOST_ROWS = 100_000;

const measures: Record<
  Measure,
  { takes: (variable: Table['columns'][number]) => boolean; of: (a: Variable, b: Variable) => number | null }
> = {
  association: { takes: ({ type }) => type !== 'text' && type !== 'identifier', of: associationOf },
  pearson: { takes: isNumber, of: pearsonOf },
  spearman: { takes: isNumber, of: spearmanOf },
  'cramers-v': { takes: (column) => !isQuantity(column), of: cramersVOf },
};

function isNumber({ type }: Table['columns'][number]): boolean {
  return type === 'numeric' || type === 'datetime';
}

/**
 * The matrix of one measure over all columns of a fitting type, on at most 100,000 rows drawn by seed (a
 * correlation is then known to ±0.006). Cost: rows × columns², and a sort per column for Spearman.
 */
export function exploreCorrelations(table: Table, measure: Measure, rng: Rng): Correlations {
  const { takes, of } = measures[measure];
  const fitting = table.columns.filter(takes);
  const columns = fitting.slice(0, MOST_COLUMNS);
  const sample = sampleTable({ nRows: table.nRows, columns }, MOST_ROWS, rng);
  const variables = sample.table.columns.map((column) => variableOf(column, measure === 'spearman'));
  const values = columns.map((): (number | null)[] => columns.map(() => null));
  variables.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const value = of(a, variables[j]!);
      values[i]![j] = value;
      values[j]![i] = value;
    }
  });
  return {
    measure,
    columns: columns.map(({ name, type }) => ({ name, type })),
    values,
    hidden: fitting.length - columns.length,
    usedRows: sample.usedRows,
    sampled: sample.sampled,
  };
}
