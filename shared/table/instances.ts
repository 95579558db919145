import { AppError, type FieldError } from '../errors/app-error.ts';
import { booleanBuilder, categoricalBuilder, numberBuilder, textBuilder } from './column-builders.ts';
import { parseDatetimeText } from './datetime-text.ts';
import type { Column, ColumnType, Table } from './table.ts';

/** A column to be made from JSON cells; `levels` are the known categories, in the order of their codes. */
export interface InstanceColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly levels?: readonly string[];
}

/**
 * A table from rows of JSON cells in the order of `inputs`. null, undefined and NaN are missing; a
 * datetime is ISO 8601 or milliseconds since 1970 UTC; a category that is not among `levels` becomes a
 * further level, so that the encoder can tell it is unknown.
 * @throws AppError `features-invalid` with a pointer `/<row>/<column>` for every cell of the wrong type.
 */
export function tableFromInstances(
  inputs: readonly InstanceColumn[],
  rows: readonly (readonly unknown[])[],
): Table {
  const errors: FieldError[] = [];
  const columns = inputs.map((input, index) => buildColumn(input, index, rows, errors));
  if (errors.length === 0) return { nRows: rows.length, columns };
  throw new AppError('features-invalid', {
    detail: errors.length === 1 ? errors[0]!.detail : `${errors.length} cells do not fit their columns.`,
    errors,
  });
}

interface CellSink {
  /** Whether the value was of the column's type, and so was added. */
  add(value: unknown): boolean;
  addMissing(): void;
  finish(name: string): Column;
}

function buildColumn(
  input: InstanceColumn,
  index: number,
  rows: readonly (readonly unknown[])[],
  errors: FieldError[],
): Column {
  const sink = sinkFor(input, rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    const value = rows[row]![index];
    if (value === null || value === undefined || Number.isNaN(value)) sink.addMissing();
    else if (!sink.add(value)) errors.push(wrongType(input, row, value));
  }
  return sink.finish(input.name);
}

function wrongType(input: InstanceColumn, row: number, value: unknown): FieldError {
  const token = input.name.replaceAll('~', '~0').replaceAll('/', '~1');
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : `a ${typeof value}`;
  const detail = `"${input.name}" takes ${expectation[input.type]}, and row ${row} has ${shown}.`;
  return { pointer: `/${row}/${token}`, code: 'features-invalid', detail };
}

const expectation: Record<ColumnType, string> = {
  numeric: 'a finite number',
  datetime: 'an ISO 8601 date or milliseconds since 1970',
  boolean: 'true or false',
  categorical: 'a string',
  text: 'a string',
  identifier: 'a string',
};

function sinkFor({ type, levels }: InstanceColumn, nRows: number): CellSink {
  switch (type) {
    case 'numeric':
      return sink(numberBuilder(type, nRows), finiteNumber);
    case 'datetime':
      return sink(numberBuilder(type, nRows), datetimeMs);
    case 'boolean':
      return sink(booleanBuilder(nRows), (value) => (typeof value === 'boolean' ? value : null));
    case 'categorical':
      return sink(categoricalBuilder(levels, nRows), string);
    case 'text':
    case 'identifier':
      return sink(textBuilder(type, nRows), string);
  }
}

function sink<Value>(
  builder: {
    readonly add: (value: Value) => void;
    readonly addMissing: () => void;
    readonly finish: (name: string) => Column;
  },
  read: (value: unknown) => Value | null,
): CellSink {
  return {
    add(value) {
      const cell = read(value);
      if (cell !== null) builder.add(cell);
      return cell !== null;
    },
    addMissing: builder.addMissing,
    finish: builder.finish,
  };
}

const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const finiteNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The range of ECMAScript time values. */
const MAX_TIME_MS = 8.64e15;

function datetimeMs(value: unknown): number | null {
  if (typeof value === 'string') return parseDatetimeText(value);
  return typeof value === 'number' && Math.abs(value) <= MAX_TIME_MS ? value : null;
}
