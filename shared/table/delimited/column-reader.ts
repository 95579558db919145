import type { DecimalMark, PlannedColumn } from '../import-plan.ts';
import type { Column, ColumnType } from '../table.ts';
import {
  booleanSink,
  categoricalSink,
  datetimeSink,
  numericSink,
  stringFactsOf,
  textSink,
  type CategoricalSink,
  type ColumnSink,
} from './column-sinks.ts';
import type { MarkerMatcher } from './missing-markers.ts';
import { stringType } from './string-type.ts';

/** Reads one column of a file as planned, and widens its type when a later cell does not fit. */
export interface ColumnReader {
  readonly planned: PlannedColumn;
  add(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** A cell that the format itself says is missing. */
  addNull(): void;
  /** A finite number, or a datetime in milliseconds since 1970 UTC; `text` is how it would be written. */
  addNumber(value: number, text: (value: number) => string, line: number): void;
  /** By index of the marker. */
  readonly missing: readonly number[];
  readonly nulls: number;
  /** The cell that did not fit the planned type, when there was one. */
  readonly misfit: { line: number; text: string } | null;
  finish(): Column;
}

const encoder = new TextEncoder();

/** A dictionary beyond this is no category any more; it would take more room than the text. */
export const MAX_LEVELS = 50_000;

export function createColumnReader(
  planned: PlannedColumn,
  markers: MarkerMatcher,
  nMarkers: number,
  decimal?: DecimalMark,
): ColumnReader {
  const missing = Array.from({ length: nMarkers }, () => 0);
  const exact = planned.type === 'numeric' || planned.type === 'datetime' || planned.type === 'boolean';
  // Numbers are tried before the markers, unless a marker is a number itself.
  let markersFirst = !exact || markers.numeric;
  let sink = sinkOf(planned, decimal);
  let categories: CategoricalSink | null = planned.type === 'categorical' ? (sink as CategoricalSink) : null;
  let misfit: ColumnReader['misfit'] = null;
  let nulls = 0;

  function add(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!markersFirst && sink.add(bytes, start, end)) return;
    const marker = markers.match(bytes, start, end);
    if (marker >= 0) {
      missing[marker]! += 1;
      sink.addMissing();
      return;
    }
    if (markersFirst && sink.add(bytes, start, end)) {
      if (categories !== null && categories.nLevels > MAX_LEVELS) overflow(bytes, start, end, line);
      return;
    }
    misfit = { line, text: decode(bytes, start, end) };
    markersFirst = true;
    categories = categoricalSink();
    replace(categories);
    sink.add(bytes, start, end);
  }

  function addNull(): void {
    nulls += 1;
    sink.addMissing();
  }

  function addNumber(value: number, text: (value: number) => string, line: number): void {
    if (!markersFirst && sink.addNumber !== undefined) return sink.addNumber(value);
    const bytes = encoder.encode(text(value));
    add(bytes, 0, bytes.length, line);
  }

  function overflow(bytes: Uint8Array, start: number, end: number, line: number): void {
    misfit ??= { line, text: decode(bytes, start, end) };
    categories = null;
    replace(textSink('text'));
  }

  function replace(wider: ColumnSink): void {
    sink.replay(wider);
    sink = wider;
  }

  /** A planned category stays one; a column that became one by a misfit is what its cells look like. */
  function finish(): Column {
    if (misfit !== null && categories !== null) {
      const type = stringType(planned.sourceName, stringFactsOf(categories));
      if (type !== 'categorical') replace(textSink(type));
    }
    return sink.finish(planned.name);
  }

  return {
    planned,
    add,
    addNull,
    addNumber,
    finish,
    missing,
    get nulls() {
      return nulls;
    },
    get misfit() {
      return misfit;
    },
  };
}

function sinkOf({ type, dateOrder }: PlannedColumn, decimal?: DecimalMark): ColumnSink {
  const sinks: Record<ColumnType, () => ColumnSink> = {
    numeric: () => numericSink(decimal),
    datetime: () => datetimeSink(dateOrder ?? null),
    boolean: () => booleanSink(),
    categorical: () => categoricalSink(),
    text: () => textSink('text'),
    identifier: () => textSink('identifier'),
  };
  return sinks[type]();
}

const decode = (bytes: Uint8Array, start: number, end: number): string =>
  new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 80)));
