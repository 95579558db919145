import type { Suite } from '../records/suite.ts';
import { castColumn } from '../table/cast-column.ts';
import type { Column, Table } from '../table/table.ts';
import { inspect, type Inspection } from './inspection.ts';

/** The rows that expectations look at; what several need is worked out once. */
export interface Subject {
  /** With columns of text read as the type that the suite expects; what cannot be is missing there. */
  readonly table: Table;
  /** As the rows came. */
  readonly original: Table;
  /** null when there is no such column. */
  column(name: string): Column | null;
  /** Rows that were there before these: what must not repeat must not repeat them either. */
  readonly before: Table | null;
  originalColumn(name: string): Column | null;
  /** Columns with their figures, `target` being the target. Cost: a sort per column, at the first call. */
  inspection(target: string): Inspection;
}

export function subjectOf(original: Table, suite: Suite, before: Table | null = null): Subject {
  const table = asExpected(original, suite);
  const [byName, originals] = [namedColumns(table), namedColumns(original)];
  const inspections = new Map<string, Inspection>();
  return {
    table,
    original,
    before,
    column: (name) => byName.get(name) ?? null,
    originalColumn: (name) => originals.get(name) ?? null,
    inspection(target) {
      const known = inspections.get(target) ?? inspect(table, target, suite.thresholds);
      inspections.set(target, known);
      return known;
    },
  };
}

const namedColumns = (table: Table): Map<string, Column> =>
  new Map(table.columns.map((column) => [column.name, column]));

/** One bad cell makes a reader take a column of numbers for text: the others are still numbers. */
function asExpected(table: Table, suite: Suite): Table {
  const wanted = new Map(
    suite.expectations.flatMap((each) =>
      each.check === 'column' && each.enabled && each.type !== null ? [[each.column, each.type]] : [],
    ),
  );
  const columns = table.columns.map((column) => {
    const type = wanted.get(column.name) ?? column.type;
    const isText = 'levels' in column || 'offsets' in column;
    return isText ? castColumn(column, type, table.nRows) : column;
  });
  return { nRows: table.nRows, columns };
}
