import { cellText, isMissing } from './cells.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** How many distinct present values a column has; counting stops at `atMost`. Cost: linear in the rows. */
export function distinctValues(table: Table, name: string, atMost = 1000): number {
  const cells = column(table, name);
  const seen = new Set<string>();
  for (let row = 0; row < table.nRows && seen.size < atMost; row++) {
    if (!isMissing(cells, row)) seen.add(cellText(cells, row));
  }
  return seen.size;
}
