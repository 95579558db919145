import type { Batch, Table as ArrowTable } from '@uwdata/flechette';
import { AppError } from '../../errors/app-error.ts';
import type { Content } from '../packed/byte-source.ts';
import { heldWhole } from '../packed/held-whole.ts';
import { requireGoing } from '../read-table.ts';
import type { TableFormat } from './format.ts';
import { decodeLz4Frame } from './lz4-frame.ts';
import { createValueReading, planValues, SAMPLE_VALUES } from './value-columns.ts';

/** Twice that is in memory while it is opened. */
const MOST_BYTES = 2 ** 30;

/** Arrow IPC, file (also called Feather, version 2) or stream; the whole file is held in memory. */
export const arrowFormat: TableFormat = {
  async plan(content, edits) {
    const table = await openArrow(content);
    const nSampled = Math.min(table.numRows, SAMPLE_VALUES);
    const columns = table.names.map((name, i) => ({
      name,
      type: null,
      values: damageAsError(() => firstValues(batchesOf(table, i), nSampled)),
    }));
    return planValues('arrow', columns, table.numRows, edits);
  },
  async read(content, plan, signal) {
    const table = await openArrow(content);
    const reading = createValueReading(plan);
    plan.columns.forEach(({ include }, i) => {
      let firstRow = 0;
      if (!include) return;
      for (const batch of batchesOf(table, i)) {
        requireGoing(signal);
        reading.add(
          i,
          damageAsError(() => firstValues([batch], batch.length)),
          firstRow,
        );
        firstRow += batch.length;
      }
    });
    return reading.finish(table.numRows);
  },
};

const batchesOf = (table: ArrowTable, column: number): readonly Batch<unknown>[] =>
  table.getChildAt(column).data as readonly Batch<unknown>[];

function firstValues(batches: readonly Batch<unknown>[], limit: number): unknown[] {
  const values: unknown[] = [];
  for (const batch of batches) {
    for (let row = 0; row < batch.length && values.length < limit; row += 1) values.push(batch.at(row));
  }
  return values;
}

async function openArrow(content: Content): Promise<ArrowTable> {
  const [{ CompressionType, setCompressionCodec, tableFromIPC }, { decompressZstd }] = await Promise.all([
    import('@uwdata/flechette'),
    import('hyparquet-compressors'),
  ]);
  setCompressionCodec(CompressionType.LZ4_FRAME, { encode: notWritten, decode: decodeLz4Frame });
  setCompressionCodec(CompressionType.ZSTD, { encode: notWritten, decode: (bytes) => decompressZstd(bytes) });
  const bytes = await heldWhole(content, 'An Arrow file', MOST_BYTES);
  return damageAsError(() => tableFromIPC(bytes.slice(), { useDate: true, useBigInt: true }));
}

function notWritten(): never {
  throw new AppError('internal', { detail: 'Arrow files are only read.' });
}

function damageAsError<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AppError('parse-failed', {
      detail: `The Arrow file is damaged or cut short: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Copy or download the file again, then load it.',
      cause,
    });
  }
}
