import { AppError } from '../errors/app-error.ts';
import { grow, trim } from './growable.ts';
import { missingBuilder } from './missing-bitmap.ts';
import type { BooleanColumn, CategoricalColumn, DatetimeColumn, NumericColumn, TextColumn } from './table.ts';

/** Takes the cells of one column from the first row to the last; `finish` ends it. */
interface Builder<Value, Built> {
  readonly add: (value: Value) => void;
  readonly addMissing: () => void;
  readonly finish: (name: string) => Built;
}

/** Values must be finite. `sizeHint`: rows to make room for at once. */
export function numberBuilder<T extends 'numeric' | 'datetime'>(
  type: T,
  sizeHint = 16,
): Builder<number, (NumericColumn | DatetimeColumn) & { type: T }> {
  let values = new Float64Array(sizeHint);
  let nRows = 0;
  const missing = missingBuilder();
  const push = (value: number): void => {
    if (nRows === values.length) values = grow(values, nRows + 1);
    values[nRows++] = value;
  };
  return {
    add: push,
    addMissing() {
      missing.set(nRows);
      push(NaN);
    },
    finish: (name) =>
      ({ name, type, missing: missing.finish(nRows), values: trim(values, nRows) }) as ReturnType<
        ReturnType<typeof numberBuilder<T>>['finish']
      >,
  };
}

export function booleanBuilder(sizeHint = 16): Builder<boolean, BooleanColumn> {
  let values = new Uint8Array(sizeHint);
  let nRows = 0;
  const missing = missingBuilder();
  const push = (value: number): void => {
    if (nRows === values.length) values = grow(values, nRows + 1);
    values[nRows++] = value;
  };
  return {
    add: (value) => push(value ? 1 : 0),
    addMissing() {
      missing.set(nRows);
      push(0);
    },
    finish: (name) => ({
      name,
      type: 'boolean',
      missing: missing.finish(nRows),
      values: trim(values, nRows),
    }),
  };
}

export interface CategoricalBuilder extends Builder<string, CategoricalColumn> {
  /** The code of a level, new or known; the row is not added yet. */
  codeOf(level: string): number;
  addCode(code: number): void;
  readonly nLevels: number;
}

/** Below this many known levels a scan is cheaper than making a map for a few rows. */
const SCAN_LEVELS = 64;

/** Levels keep the given order; new ones follow in the order in which they are met. */
export function categoricalBuilder(known: readonly string[] = [], sizeHint = 16): CategoricalBuilder {
  let codes = new Int32Array(sizeHint);
  let nRows = 0;
  let levels = known;
  let byLevel: Map<string, number> | null = null;
  const missing = missingBuilder();
  const lookUp = (level: string): number => {
    if (byLevel === null && levels.length <= SCAN_LEVELS) return levels.indexOf(level);
    byLevel ??= new Map(levels.map((text, code) => [text, code]));
    return byLevel.get(level) ?? -1;
  };
  const codeOf = (level: string): number => {
    const code = lookUp(level);
    if (code >= 0) return code;
    if (levels === known) levels = [...known];
    byLevel?.set(level, levels.length);
    return (levels as string[]).push(level) - 1;
  };
  const addCode = (code: number): void => {
    if (nRows === codes.length) codes = grow(codes, nRows + 1);
    codes[nRows++] = code;
  };
  return {
    codeOf,
    addCode,
    add: (level) => addCode(codeOf(level)),
    addMissing() {
      missing.set(nRows);
      addCode(-1);
    },
    get nLevels() {
      return levels.length;
    },
    finish: (name) => ({
      name,
      type: 'categorical',
      missing: missing.finish(nRows),
      codes: trim(codes, nRows),
      levels,
    }),
  };
}

export interface TextBuilder extends Builder<string, TextColumn> {
  /** Adds the UTF-8 bytes `source[start..end)` as one cell. */
  addBytes(source: Uint8Array, start: number, end: number): void;
}

const encoder = new TextEncoder();
const MAX_TEXT_BYTES = 2 ** 32 - 1;

/** @throws AppError `out-of-memory` from any add, beyond 4 GiB of text in one column. */
export function textBuilder(type: 'text' | 'identifier', sizeHint = 16): TextBuilder {
  let bytes = new Uint8Array(sizeHint * 8);
  let offsets = new Uint32Array(sizeHint + 1);
  let nRows = 0;
  let used = 0;
  const missing = missingBuilder();
  const endCell = (): void => {
    if (++nRows === offsets.length) offsets = grow(offsets, nRows + 1);
    offsets[nRows] = used;
  };
  const addBytes = (source: Uint8Array, start: number, end: number): void => {
    const needed = used + end - start;
    if (needed > bytes.length) bytes = grow(bytes, checkedSize(needed));
    // For short cells a loop beats `set` with its `subarray`.
    if (end - start <= 48) for (let i = start; i < end; i += 1) bytes[used++] = source[i]!;
    else bytes.set(source.subarray(start, end), used);
    used = needed;
    endCell();
  };
  return {
    addBytes,
    add(text) {
      const encoded = encoder.encode(text);
      addBytes(encoded, 0, encoded.length);
    },
    addMissing() {
      missing.set(nRows);
      endCell();
    },
    finish: (name) => ({
      name,
      type,
      missing: missing.finish(nRows),
      bytes: trim(bytes, used),
      offsets: trim(offsets, nRows + 1),
    }),
  };
}

function checkedSize(sizeBytes: number): number {
  if (sizeBytes <= MAX_TEXT_BYTES) return sizeBytes;
  throw new AppError('out-of-memory', {
    detail: 'One text column holds more than 4 GiB.',
    remedy: 'Load fewer rows, or leave that column out.',
  });
}
