import { createColumnReading, type ColumnReading, type ReadRows } from '../column-reading.ts';
import type { ColumnReader } from '../delimited/column-reader.ts';
import type { AbortState } from '../formats/format.ts';
import type { ImportPlan, RejectionReason } from '../import-plan.ts';
import type { Content } from '../packed/byte-source.ts';
import { requireGoing } from '../read-table.ts';
import { addJsonCell, createKeyIndex, isNested } from './json-columns.ts';
import {
  createJsonRows,
  emptyNotes,
  isJsonNote,
  noteDuplicate,
  noteWarnings,
  rowsKind,
} from './json-rows.ts';
import type { JsonRow } from './row-scanner.ts';

/** Bytes taken between two looks at whether the caller gave up. */
const PIECE_BYTES = 4 * 2 ** 20;

/** Reads a JSON file as planned, in one pass. @throws AppError as `TableFormat.read`. */
export async function readJson(content: Content, plan: ImportPlan, signal?: AbortState): Promise<ReadRows> {
  const reading = createColumnReading({
    ...plan,
    warnings: plan.warnings.filter((note) => !isJsonNote(note)),
  });
  const take = rowTaker(plan, reading);
  const rows = createJsonRows({
    lines: plan.format === 'json-lines',
    onRejected: reading.reject,
    onRow(row, line, text) {
      const reason = take.row(row, line);
      if (reason !== null) reading.reject({ line, reason, text: text() });
    },
  });
  for await (const chunk of content.chunks()) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      requireGoing(signal);
      rows.push(chunk.subarray(at, at + PIECE_BYTES));
    }
  }
  requireGoing(signal);
  rows.end();
  return reading.finish(take.warnings());
}

interface RowTaker {
  /** Why the row was not taken; null when it was. */
  row(row: JsonRow, line: number): RejectionReason | null;
  warnings(): ImportPlan['warnings'];
}

function rowTaker(plan: ImportPlan, reading: ColumnReading): RowTaker {
  const { readers } = reading;
  const nColumns = plan.columns.length;
  const keys = createKeyIndex(plan.columns.map(({ sourceName }) => sourceName));
  const notes = emptyNotes();
  // Which cell of the row a column takes; −1 when the row has none for it.
  const cellOf = new Int32Array(nColumns);

  function locateByKey(row: JsonRow, line: number): void {
    let duplicate = false;
    for (let cell = 0; cell < row.nCells; cell += 1) {
      const column = keys.columnOf(row, cell);
      if (column >= nColumns) continue;
      if (column < 0) noteUnplanned(row, cell, line);
      else {
        duplicate ||= cellOf[column]! >= 0;
        cellOf[column] = cell;
      }
    }
    if (duplicate) noteDuplicate(notes, line);
  }

  /** Later rows find the key beyond the planned columns, at the cost of one look-up. */
  function noteUnplanned(row: JsonRow, cell: number, line: number): void {
    if (notes.unplanned.size >= 1000) return;
    notes.unplanned.set(keys.names[keys.add(row, cell)]!, line);
  }

  function takeCell(reader: ColumnReader, row: JsonRow, cell: number, line: number): void {
    if (isNested(row, cell)) notes.nested.add(reader.planned.name);
    addJsonCell(row, cell, {
      add: (bytes, start, end) => reader.add(bytes, start, end, line),
      addNull: reader.addNull,
    });
  }

  return {
    warnings: () => noteWarnings(notes),
    row(row, line) {
      if (rowsKind(row) !== plan.jsonRows) return 'not-a-row';
      if (plan.jsonRows === 'arrays') {
        if (row.nCells !== nColumns) return row.nCells < nColumns ? 'too-few-cells' : 'too-many-cells';
        for (let i = 0; i < nColumns; i += 1) cellOf[i] = i;
      } else {
        cellOf.fill(-1);
        locateByKey(row, line);
      }
      reading.nRows += 1;
      for (let i = 0; i < nColumns; i += 1) {
        const reader = readers[i]!;
        if (reader === null) continue;
        if (cellOf[i]! < 0) reader.addNull();
        else takeCell(reader, row, cellOf[i]!, line);
      }
      return null;
    },
  };
}
