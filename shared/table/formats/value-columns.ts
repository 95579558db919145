import { AppError } from '../../errors/app-error.ts';
import { isoText } from '../cells.ts';
import type { ReadRows } from '../column-reading.ts';
import { createColumnReading, type ColumnReading } from '../column-reading.ts';
import { createColumnEvidence } from '../delimited/column-evidence.ts';
import { columnNames } from '../delimited/header-names.ts';
import { markerMatcher } from '../delimited/missing-markers.ts';
import { MAX_COLUMNS } from '../delimited/sample-columns.ts';
import { suggestTarget } from '../delimited/suggest-target.ts';
import type { FileFormat, ImportEdits, ImportPlan, PlannedColumn } from '../import-plan.ts';
import { renameWarnings } from '../plan-import.ts';
import { plannedColumn } from '../planned-column.ts';
import type { ColumnType } from '../table.ts';

/** A column of a file that knows types: values as JavaScript has them, null or undefined where missing. */
export interface ValueColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
  /** What the file says; the values are looked at when it says nothing that helps. */
  readonly type: ColumnType | null;
}

const PREVIEW_ROWS = 20;
export const SAMPLE_VALUES = 10_000;

/**
 * A plan from the first values of each column. Such files have a word for missing, so no text counts as
 * missing unless the person says so; strings stay strings, whatever they look like.
 */
export function planValues(
  format: FileFormat,
  columns: readonly ValueColumn[],
  nRows: number,
  edits: ImportEdits,
): ImportPlan {
  if (columns.length > MAX_COLUMNS) {
    throw new AppError('too-many-columns', {
      detail: `The file has ${columns.length} columns; at most ${MAX_COLUMNS} are read.`,
    });
  }
  if (nRows === 0 || columns.length === 0) throw new AppError('no-rows', { detail: 'The file has no rows.' });
  const missingMarkers = edits.missingMarkers ?? [];
  const names = columnNames(columns.map(({ name }) => name));
  const planned = columns.map((column, i) => planColumn(column, names[i]!, missingMarkers));
  const sampledRows = columns[0]!.values.length;
  return {
    format,
    dialect: null,
    jsonRows: null,
    archive: null,
    sheet: null,
    columns: planned,
    missingMarkers,
    preview: Array.from({ length: Math.min(PREVIEW_ROWS, sampledRows) }, (_, row) =>
      columns.map(({ values }) => valueText(values[row]) ?? ''),
    ),
    sampledRows,
    complete: sampledRows === nRows,
    warnings: renameWarnings(planned, true),
    suggestedTarget: suggestTarget(planned),
  };
}

const encoder = new TextEncoder();

function planColumn(column: ValueColumn, name: string, missingMarkers: readonly string[]): PlannedColumn {
  const evidence = createColumnEvidence(markerMatcher(missingMarkers), missingMarkers.length);
  let onlyStrings = true;
  for (let row = 0; row < column.values.length; row += 1) {
    const text = valueText(column.values[row]);
    if (text === null) {
      evidence.addNull();
      continue;
    }
    onlyStrings &&= typeof column.values[row] === 'string';
    const bytes = encoder.encode(text);
    evidence.add(bytes, 0, bytes.length);
  }
  const { planned } = plannedColumn(evidence, column.name, name, missingMarkers);
  if (column.type !== null) return { ...planned, type: column.type };
  const { dateOrder: _, ...typed } = planned;
  const isTyped = planned.type === 'numeric' || planned.type === 'boolean';
  return onlyStrings && isTyped ? { ...typed, type: evidence.decideAsStrings(column.name) } : planned;
}

/** Takes values column by column, then gives the table. */
export interface ValueReading {
  /** The next values of a planned column; `firstRow` is the 0-based row of the first one. */
  add(column: number, values: ArrayLike<unknown>, firstRow: number): void;
  finish(nRows: number): ReadRows;
}

export function createValueReading(plan: ImportPlan): ValueReading {
  const reading = createColumnReading(plan);
  const notFinite = new Map<string, number>();
  return {
    add(column, values, firstRow) {
      const reader = reading.readers[column] ?? null;
      if (reader === null) return;
      for (let i = 0; i < values.length; i += 1) addValue(reader, values[i], firstRow + i + 1, notFinite);
    },
    finish(nRows) {
      reading.nRows = nRows;
      return reading.finish(
        [...notFinite].map(([name, count]) => ({
          code: 'not-finite',
          detail: `"${name}" has ${count} infinite ${count === 1 ? 'value' : 'values'}, taken as missing.`,
        })),
      );
    },
  };
}

type Reader = NonNullable<ColumnReading['readers'][number]>;

function addValue(reader: Reader, value: unknown, row: number, notFinite: Map<string, number>): void {
  const number = value instanceof Date ? value.getTime() : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    return reader.addNumber(number, value instanceof Date ? isoText : String, row);
  }
  if (number === Infinity || number === -Infinity) {
    notFinite.set(reader.planned.name, (notFinite.get(reader.planned.name) ?? 0) + 1);
  }
  const text = valueText(value);
  if (text === null) return reader.addNull();
  const bytes = encoder.encode(text);
  reader.add(bytes, 0, bytes.length, row);
}

/** A value as a delimited file would have it; null when it is missing or no finite number. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : isoText(value.getTime());
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value, (_, part: unknown) => plainPart(part));
}

function plainPart(part: unknown): unknown {
  if (typeof part === 'bigint') return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
  return ArrayBuffer.isView(part) ? [...(part as Uint8Array)] : part;
}
