import { AppError } from '../../errors/app-error.ts';
import { createColumnEvidence, type ColumnEvidence } from '../delimited/column-evidence.ts';
import { columnNames } from '../delimited/header-names.ts';
import { DEFAULT_MISSING_MARKERS, markerMatcher } from '../delimited/missing-markers.ts';
import { MAX_COLUMNS } from '../delimited/sample-columns.ts';
import { suggestTarget } from '../delimited/suggest-target.ts';
import { REJECTION_WORDING, type ImportEdits, type ImportPlan, type RejectedRow } from '../import-plan.ts';
import { PLAN_HEAD_BYTES, renameWarnings } from '../plan-import.ts';
import { plannedColumn } from '../planned-column.ts';
import type { Content } from '../packed/byte-source.ts';
import { addJsonCell, createKeyIndex, isNested, type KeyIndex } from './json-columns.ts';
import {
  createJsonRows,
  emptyNotes,
  noteDuplicate,
  noteWarnings,
  rowsKind,
  type JsonNotes,
} from './json-rows.ts';
import type { JsonRow } from './row-scanner.ts';

const SAMPLE_ROWS = 10_000;
const PREVIEW_ROWS = 20;

interface JsonSample {
  kind: ImportPlan['jsonRows'];
  keys: KeyIndex;
  columns: ColumnEvidence[];
  nRows: number;
  preview: Map<number, string>[];
  firstRejected: RejectedRow | null;
  notes: JsonNotes;
}

/** How a JSON file would be read, from its first bytes. @throws AppError as `TableFormat.plan`. */
export async function planJson(content: Content, edits: ImportEdits, lines: boolean): Promise<ImportPlan> {
  const { bytes, complete } = await content.head(PLAN_HEAD_BYTES);
  if (bytes.length === 0) throw new AppError('empty-file', { detail: 'The file has no bytes.' });
  const missingMarkers = edits.missingMarkers ?? [...DEFAULT_MISSING_MARKERS];
  const sample = sampleJson(bytes, complete, lines, missingMarkers);
  requireRows(sample, complete);
  const sourceNames = sample.kind === 'objects' ? sample.keys.names : sample.columns.map(() => '');
  const names = columnNames(sourceNames);
  const found = sample.columns.map((evidence, i) => {
    return plannedColumn(evidence, sourceNames[i]!, names[i]!, missingMarkers);
  });
  const columns = found.map(({ planned }) => planned);
  return {
    format: lines ? 'json-lines' : 'json',
    dialect: null,
    jsonRows: sample.kind,
    archive: null,
    sheet: null,
    columns,
    missingMarkers,
    preview: sample.preview.map((row) => columns.map((_, i) => row.get(i) ?? '')),
    sampledRows: sample.nRows,
    complete,
    warnings: [
      ...noteWarnings(sample.notes),
      ...renameWarnings(columns, sample.kind === 'objects'),
      ...found.flatMap(({ warning }) => warning ?? []),
    ],
    suggestedTarget: suggestTarget(columns),
  };
}

function sampleJson(
  bytes: Uint8Array,
  complete: boolean,
  lines: boolean,
  missingMarkers: readonly string[],
): JsonSample {
  const markers = markerMatcher(missingMarkers);
  const sample: JsonSample = {
    kind: null,
    keys: createKeyIndex([]),
    columns: [],
    nRows: 0,
    preview: [],
    firstRejected: null,
    notes: emptyNotes(),
  };
  const rows = createJsonRows({
    lines,
    onRow: (row, line) => look(sample, row, line, () => createColumnEvidence(markers, missingMarkers.length)),
    onRejected: (row) => void (sample.firstRejected ??= row),
  });
  rows.push(bytes);
  if (complete) rows.end();
  return sample;
}

function look(sample: JsonSample, row: JsonRow, line: number, evidence: () => ColumnEvidence): void {
  if (sample.nRows >= SAMPLE_ROWS) return;
  sample.kind ??= rowsKind(row);
  if (
    sample.kind !== rowsKind(row) ||
    (sample.kind === 'arrays' && sample.nRows > 0 && row.nCells !== sample.columns.length)
  )
    return;
  const preview = new Map<number, string>();
  const cellOf = locate(sample, row, line);
  for (const [column, cell] of cellOf) addCell(sample, column, row, cell, evidence, preview);
  sample.columns.forEach((column, i) => void (cellOf.has(i) || column.addNull()));
  sample.nRows += 1;
  if (sample.preview.length < PREVIEW_ROWS) sample.preview.push(preview);
}

/** Which cell each column takes; of several values of a key the last one counts. */
function locate({ kind, keys, notes }: JsonSample, row: JsonRow, line: number): Map<number, number> {
  const cellOf = new Map<number, number>();
  for (let cell = 0; cell < row.nCells; cell += 1) {
    const known = kind === 'arrays' ? cell : keys.columnOf(row, cell);
    cellOf.set(known >= 0 ? known : keys.add(row, cell), cell);
  }
  if (cellOf.size < row.nCells) noteDuplicate(notes, line);
  return cellOf;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function addCell(
  sample: JsonSample,
  index: number,
  row: JsonRow,
  cell: number,
  evidence: () => ColumnEvidence,
  preview: Map<number, string>,
): void {
  while (sample.columns.length <= index) sample.columns.push(newColumn(sample, evidence));
  const column = sample.columns[index]!;
  if (isNested(row, cell)) sample.notes.nested.add(sample.keys.names[index] ?? `column_${index + 1}`);
  addJsonCell(row, cell, {
    add(bytes, start, end) {
      column.add(bytes, start, end);
      if (sample.preview.length < PREVIEW_ROWS)
        preview.set(index, decoder.decode(bytes.subarray(start, end)));
    },
    addNull: () => column.addNull(),
  });
}

/** A key that earlier rows did not have was missing in them. */
function newColumn(sample: JsonSample, evidence: () => ColumnEvidence): ColumnEvidence {
  if (sample.columns.length >= MAX_COLUMNS) {
    throw new AppError('too-many-columns', { detail: `The rows have more than ${MAX_COLUMNS} keys.` });
  }
  const column = evidence();
  for (let row = 0; row < sample.nRows; row += 1) column.addNull();
  return column;
}

function requireRows({ nRows, columns, firstRejected }: JsonSample, complete: boolean): void {
  if (nRows > 0 && columns.length > 0) return;
  if (firstRejected !== null) {
    const { line, reason, text } = firstRejected;
    throw new AppError('parse-failed', {
      detail: `No row could be read; line ${line} has ${REJECTION_WORDING[reason]}: ${text}`,
    });
  }
  if (nRows === 0 && !complete) throw new AppError('parse-failed', { detail: 'The first row does not end.' });
  throw new AppError('no-rows', {
    detail: nRows === 0 ? 'The file holds no rows.' : 'The rows of the file hold no values.',
  });
}
