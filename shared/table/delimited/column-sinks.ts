import { booleanBuilder, categoricalBuilder, numberBuilder, textBuilder } from '../column-builders.ts';
import { isoText } from '../cells.ts';
import { parseDatetime, type DateOrder } from '../datetime-text.ts';
import { grow } from '../growable.ts';
import type { Column } from '../table.ts';
import { readBoolean } from './boolean-text.ts';
import { createByteDictionary } from './byte-dictionary.ts';
import type { DecimalMark } from '../import-plan.ts';
import { createNumberReader } from './number-text.ts';
import { countWords, type StringFacts } from './string-type.ts';

/**
 * Takes the cells of one column as bytes. Every sink can give back exactly the texts it took, so that a
 * column whose later cells do not fit its type can be read as strings from its first row on, without a
 * second pass over the file.
 */
export interface ColumnSink {
  /** Whether the cell was of the sink's type, and so was added. */
  readonly add: (bytes: Uint8Array, start: number, end: number) => boolean;
  readonly addMissing: () => void;
  /** Where cells are numbers anyway: a finite one that was never a text. */
  readonly addNumber?: (value: number) => void;
  /** Every cell in row order as it stood in the file. */
  readonly replay: (into: Pick<ColumnSink, 'add' | 'addMissing'>) => void;
  readonly finish: (name: string) => Column;
}

const encoder = new TextEncoder();

/**
 * Numbers; beside them the texts that `String(value)` would not give back (`1.50`, `+3`, `1e5`).
 */
export function numericSink(decimal?: DecimalMark): ColumnSink {
  const number = createNumberReader(decimal);
  const builder = numberBuilder('numeric');
  const spellings = textBuilder('text');
  let spelledRows = new Uint32Array(16);
  let nSpelled = 0;
  let nRows = 0;

  return {
    add(bytes, start, end) {
      if (!number.read(bytes, start, end)) return false;
      builder.add(number.value);
      if (!number.canonical) keepSpelling(bytes, start, end);
      nRows += 1;
      return true;
    },
    addNumber(value) {
      builder.add(value + 0);
      nRows += 1;
    },
    addMissing() {
      builder.addMissing();
      nRows += 1;
    },
    replay(into) {
      const { values } = builder.finish('');
      const { bytes, offsets } = spellings.finish('');
      let spelled = 0;
      for (let row = 0; row < nRows; row += 1) {
        if (spelled < nSpelled && spelledRows[spelled] === row) {
          into.add(bytes, offsets[spelled]!, offsets[++spelled]!);
        } else if (Number.isNaN(values[row])) into.addMissing();
        else addText(into, String(values[row]));
      }
    },
    finish: builder.finish,
  };

  function keepSpelling(bytes: Uint8Array, start: number, end: number): void {
    if (nSpelled === spelledRows.length) spelledRows = grow(spelledRows, nSpelled + 1);
    spelledRows[nSpelled++] = nRows;
    spellings.addBytes(bytes, start, end);
  }
}

function addText(into: Pick<ColumnSink, 'add'>, text: string): void {
  const bytes = encoder.encode(text);
  into.add(bytes, 0, bytes.length);
}

/** Dates; beside them their texts, which one number cannot give back. */
export function datetimeSink(order: DateOrder | null): ColumnSink {
  const builder = numberBuilder('datetime');
  const texts = textSink('text');
  return {
    add(bytes, start, end) {
      const ms = parseDatetime(bytes, start, end, order);
      if (Number.isNaN(ms)) return false;
      builder.add(ms);
      return texts.add(bytes, start, end);
    },
    addNumber(ms) {
      builder.add(ms);
      addText(texts, isoText(ms));
    },
    addMissing() {
      builder.addMissing();
      texts.addMissing();
    },
    replay: texts.replay,
    finish: builder.finish,
  };
}

/** A categorical sink that takes only spellings of true and false. */
export function booleanSink(): ColumnSink {
  const spellings = categoricalSink();
  return {
    add: (bytes, start, end) => readBoolean(bytes, start, end) >= 0 && spellings.add(bytes, start, end),
    addMissing: spellings.addMissing,
    replay: spellings.replay,
    finish(name) {
      const { codes, levels } = spellings.finish('') as Extract<Column, { type: 'categorical' }>;
      const isTrue = levels.map((level) => level.trim().toLowerCase() === 'true');
      const builder = booleanBuilder(codes.length);
      for (const code of codes) {
        if (code < 0) builder.addMissing();
        else builder.add(isTrue[code]!);
      }
      return builder.finish(name);
    },
  };
}

export interface CategoricalSink extends ColumnSink {
  readonly nLevels: number;
}

export function categoricalSink(): CategoricalSink {
  const dictionary = createByteDictionary();
  const builder = categoricalBuilder([]);
  return {
    get nLevels() {
      return dictionary.size;
    },
    add(bytes, start, end) {
      builder.addCode(dictionary.codeOf(bytes, start, end));
      return true;
    },
    addMissing: builder.addMissing,
    replay(into) {
      const { arena, offsets } = dictionary;
      for (const code of builder.finish('').codes) {
        if (code < 0) into.addMissing();
        else into.add(arena, offsets[code]!, offsets[code + 1]!);
      }
    },
    finish: (name) => ({ ...builder.finish(name), levels: dictionary.levels() }),
  };
}

export function textSink(type: 'text' | 'identifier'): ColumnSink {
  const builder = textBuilder(type);
  return {
    add(bytes, start, end) {
      builder.addBytes(bytes, start, end);
      return true;
    },
    addMissing: builder.addMissing,
    replay(into) {
      const column = builder.finish('');
      for (let row = 0; row + 1 < column.offsets.length; row += 1) {
        const isMissing = column.missing !== null && (column.missing[row >> 3]! >> (row & 7)) & 1;
        if (isMissing) into.addMissing();
        else into.add(column.bytes, column.offsets[row]!, column.offsets[row + 1]!);
      }
    },
    finish: builder.finish,
  };
}

/** Counts what `stringType` decides by. */
export function stringFactsOf(sink: CategoricalSink): StringFacts {
  let [present, words, totalBytes] = [0, 0, 0];
  sink.replay({
    add(bytes, start, end) {
      present += 1;
      words += countWords(bytes, start, end);
      totalBytes += end - start;
      return true;
    },
    addMissing: () => undefined,
  });
  const nCells = Math.max(present, 1);
  return { present, distinct: sink.nLevels, meanWords: words / nCells, meanBytes: totalBytes / nCells };
}
