import { createTranscoder, type Transcoder } from '../delimited/transcoder.ts';
import { rejectedText } from '../delimited/record-reader.ts';
import type { ImportPlan, RejectedRow } from '../import-plan.ts';
import { createRowScanner, type JsonRow } from './row-scanner.ts';
import { createValueCutter } from './value-cutter.ts';

/** Takes the bytes of a JSON file and hands on its rows. */
export interface JsonRows {
  push(bytes: Uint8Array): void;
  end(): void;
}

export interface JsonRowsOptions {
  lines: boolean;
  onRow(row: JsonRow, line: number, text: () => string): void;
  onRejected(row: RejectedRow): void;
}

/** Each value taken apart; what is not JSON in UTF-8 is rejected with its line. */
export function createJsonRows({ lines, onRow, onRejected }: JsonRowsOptions): JsonRows {
  const scanner = createRowScanner();
  const cutter = createValueCutter({
    lines,
    onRejected,
    onValue(bytes, start, end, line) {
      const text = (): string => rejectedText(bytes, start, end);
      if (scanner.scan(bytes, start, end)) onRow(scanner.row, line, text);
      else onRejected({ line, reason: 'not-json', text: text() });
    },
  });
  // JSON is UTF-8 (RFC 8259, 8.1); files of old Windows programs are UTF-16 with its mark in front.
  let transcoder: Transcoder | null | undefined;
  return {
    push(bytes) {
      if (transcoder === undefined) {
        const encoding = utf16Mark(bytes);
        transcoder = encoding === null ? null : createTranscoder(encoding);
      }
      cutter.push(transcoder === null ? bytes : transcoder.push(bytes));
    },
    end() {
      if (transcoder != null) cutter.push(transcoder.end());
      cutter.end();
    },
  };
}

function utf16Mark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

export const rowsKind = (row: JsonRow): NonNullable<ImportPlan['jsonRows']> =>
  row.kind === 'object' ? 'objects' : 'arrays';

/** What is odd in the rows, for the warnings. */
export interface JsonNotes {
  duplicateKeys: number;
  duplicateLine: number;
  /** By column. */
  nested: Set<string>;
  unplanned: Map<string, number>;
}

export const emptyNotes = (): JsonNotes => ({
  duplicateKeys: 0,
  duplicateLine: 0,
  nested: new Set(),
  unplanned: new Map(),
});

/** A row that names a key twice. */
export function noteDuplicate(notes: JsonNotes, line: number): void {
  if (notes.duplicateKeys === 0) notes.duplicateLine = line;
  notes.duplicateKeys += 1;
}

const MAX_NAMES = 10;
const NOTE_CODES = new Set(['duplicate-keys', 'nested-values', 'columns-unplanned']);

export const isJsonNote = ({ code }: { code: string }): boolean => NOTE_CODES.has(code);

export function noteWarnings(notes: JsonNotes): ImportPlan['warnings'] {
  const warnings: ImportPlan['warnings'] = [];
  const { duplicateKeys, duplicateLine, nested, unplanned } = notes;
  if (duplicateKeys > 0) {
    const rows = `${duplicateKeys} ${duplicateKeys === 1 ? 'row names' : 'rows name'}`;
    const detail = `${rows} a key twice, the first on line ${duplicateLine}; its last value counts.`;
    warnings.push({ code: 'duplicate-keys', detail });
  }
  if (nested.size > 0) {
    const detail = `Arrays and objects inside rows are kept as JSON text: ${listed([...nested])}.`;
    warnings.push({ code: 'nested-values', detail });
  }
  if (unplanned.size > 0) {
    const keys = [...unplanned].map(([key, line]) => `"${key}" (line ${line})`);
    const detail = `Keys that first occur beyond the rows looked at are left out: ${listed(keys)}.`;
    warnings.push({ code: 'columns-unplanned', detail });
  }
  return warnings;
}

function listed(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return names.slice(0, MAX_NAMES).join(', ') + more;
}
