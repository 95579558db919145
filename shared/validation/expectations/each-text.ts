import { cellText, isMissing } from '../../table/cells.ts';
import type { Column } from '../../table/table.ts';

/** Rows whose present text fails a test; a category is tested once a level, not once a row. */
export function rowsWithText(column: Column, fails: (text: string) => boolean): (row: number) => boolean {
  if (column.type === 'categorical') {
    const bad = column.levels.map(fails);
    return (row) => column.codes[row]! >= 0 && bad[column.codes[row]!]!;
  }
  if (column.type === 'boolean') {
    const bad = [fails('false'), fails('true')];
    return (row) => !isMissing(column, row) && bad[column.values[row]!]!;
  }
  return (row) => !isMissing(column, row) && fails(cellText(column, row));
}
