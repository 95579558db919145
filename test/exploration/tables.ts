import {
  booleanBuilder,
  categoricalBuilder,
  numberBuilder,
  textBuilder,
} from '../../shared/table/column-builders.ts';
import type { Column, Table } from '../../shared/table/table.ts';

type Cells = readonly (number | string | boolean | null)[];

function fill<V>(
  builder: { add(value: V): void; addMissing(): void; finish(name: string): Column },
  name: string,
  cells: Cells,
): Column {
  for (const value of cells)
    if (value === null) builder.addMissing();
    else builder.add(value as V);
  return builder.finish(name);
}

export const numeric = (name: string, cells: Cells): Column => fill(numberBuilder('numeric'), name, cells);
export const datetime = (name: string, cells: Cells): Column => fill(numberBuilder('datetime'), name, cells);
export const categorical = (name: string, cells: Cells): Column => fill(categoricalBuilder(), name, cells);
export const boolean = (name: string, cells: Cells): Column => fill(booleanBuilder(), name, cells);
export const text = (name: string, cells: Cells): Column => fill(textBuilder('text'), name, cells);

export function tableOf(...columns: Column[]): Table {
  const [first] = columns;
  const nRows = first === undefined ? 0 : rowsOf(first);
  return { nRows, columns };
}

const rowsOf = (column: Column): number =>
  'values' in column
    ? column.values.length
    : 'codes' in column
      ? column.codes.length
      : column.offsets.length - 1;
