import { isSet } from '../table/missing-bitmap.ts';
import { missingCount } from '../table/cells.ts';
import type { Column, Table } from '../table/table.ts';

/** Where in the rows cells are missing: stretches of rows × the columns that miss any. */
export interface MissingMap {
  /** First row of each stretch. */
  readonly starts: readonly number[];
  readonly columns: readonly { name: string; missing: number; shares: readonly number[] }[];
  /** Columns with gaps that are not shown. */
  readonly hidden: number;
}

const MOST_STRETCHES = 60;
const MOST_COLUMNS = 60;

/** Shares of missing cells by stretch of rows, for the columns with most gaps, in table order. Cost: linear. */
export function missingMap({ nRows, columns }: Table): MissingMap {
  const nStretches = Math.min(MOST_STRETCHES, nRows);
  const starts = Array.from({ length: nStretches }, (_, at) => Math.floor((at * nRows) / nStretches));
  const gapped = columns.filter((column) => missingCount(column) > 0);
  const most = new Set(gapped.toSorted((a, b) => missingCount(b) - missingCount(a)).slice(0, MOST_COLUMNS));
  const shown = gapped.filter((column) => most.has(column));
  return {
    starts,
    columns: shown.map((column) => ({
      name: column.name,
      missing: missingCount(column),
      shares: starts.map((start, at) => shareBetween(column, start, starts[at + 1] ?? nRows)),
    })),
    hidden: gapped.length - shown.length,
  };
}

function shareBetween({ missing }: Column, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row++) if (isSet(missing, row)) count++;
  return count / (to - from);
}
