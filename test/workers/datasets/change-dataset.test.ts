import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../shared/records/canonical.ts';
import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import { loadStatus } from '../../../shared/records/dataset-history.ts';
import { liveRows, shuffledOrder } from '../../../shared/records/dataset-rows.ts';
import { undoChanges, type RowChanges } from '../../../shared/table/amend-rows.ts';
import { concatTables } from '../../../shared/table/concat.ts';
import { dataVersion } from '../../../shared/table/data-version.ts';
import { selectRows } from '../../../shared/table/shape.ts';
import { decodeTable, encodeTable } from '../../../shared/table/table-file.ts';
import type { Table } from '../../../shared/table/table.ts';
import { withCells, type CellChange } from '../../../shared/table/with-cells.ts';
import {
  changeDataset,
  CHUNK_ROWS,
  type ChunkStore,
  type DatasetChange,
} from '../../../workers/datasets/change-dataset.ts';
import { rowsOfVersion } from '../../../workers/datasets/rows-of-version.ts';
import { sampleTable } from '../../contracts/sample-table.ts';

/** Chunks in memory, as encoded bytes; says how many were written. */
function memory(): ChunkStore & { readonly written: () => number } {
  const chunks = new Map<string, Uint8Array>();
  return {
    written: () => chunks.size,
    async put(table) {
      const bytes = encodeTable(table);
      const digest = sha256Hex(bytes);
      chunks.set(digest, bytes);
      return digest;
    },
    read: async (digest) => decodeTable(chunks.get(digest)!),
  };
}

const change = (about: Partial<RowChanges>, undoes: string | null = null): DatasetChange => ({
  kind: 'amend',
  name: 'd',
  amendment: {
    cells: [],
    deleted: [],
    restored: [],
    ...about,
    amendmentId: 'a',
    at: '2026-01-01T00:00:00.000Z',
    by: '',
    reason: '',
    undoes,
  },
});

const load = (table: Table, percent = 100, seed: number | null = null): DatasetChange => ({
  kind: 'load',
  name: 'd',
  table,
  target: 'Plan',
  load: {
    batchId: 'b',
    source: { name: 'f', sizeBytes: 1, digest: 'f' },
    percent,
    at: '2026-01-01T00:00:00.000Z',
    rejectedRows: 0,
    seed,
  },
});

const step = (percent: number): DatasetChange => ({
  kind: 'step',
  name: 'd',
  step: { batchId: 'b', at: '2026-01-01T00:00:00.000Z', percent },
});

/** The plain thing that a dataset must agree with: all rows, which are loaded and not deleted, and corrections. */
interface Model {
  readonly files: { readonly table: Table; readonly order: Int32Array; loaded: number; upTo: number }[];
  readonly deleted: Set<number>;
  readonly cells: CellChange[];
}

const live = ({ files, deleted }: Model): number[] => {
  let first = 0;
  return files.flatMap(({ table, order, loaded }) => {
    const places = Array.from(order.slice(0, loaded)).toSorted((a, b) => a - b);
    const rows = places.map((place) => first + place).filter((row) => !deleted.has(row));
    first += table.nRows;
    return rows;
  });
};

const tableOf = (model: Model): Table =>
  selectRows(
    withCells(concatTables(model.files.map(({ table }) => table)), model.cells),
    Int32Array.from(live(model)),
  );

type Move =
  | { readonly kind: 'file'; readonly nRows: number; readonly percent: number; readonly seed: number | null }
  | { readonly kind: 'step'; readonly percent: number }
  | { readonly kind: 'delete' | 'restore' | 'undo'; readonly pick: number }
  | { readonly kind: 'correct'; readonly pick: number; readonly value: string | null };

const percent = fc.oneof(
  fc.constantFrom(3, 40, 100),
  fc.integer({ min: 1, max: 1000 }).map((n) => n / 10),
);
const pick = fc.nat(1000);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('file' as const),
    nRows: fc.integer({ min: 1, max: 40 }),
    percent,
    seed: fc.option(fc.nat(9)),
  }),
  fc.record({ kind: fc.constant('step' as const), percent }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const, 'undo' as const), pick }),
  fc.record({
    kind: fc.constant('correct' as const),
    pick,
    value: fc.option(fc.constantFrom('Monthly', 'Weekly', 'é')),
  }),
);

describe('a dataset of any history', () => {
  it(
    'has the rows of the plain table that the same was done to, at every version',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(move, { maxLength: 14 }), async (moves) => {
          const chunks = memory();
          const model: Model = { files: [], deleted: new Set(), cells: [] };
          let dataset: DatasetRecord | null = null;
          const expected: string[] = [];
          for (const each of [{ kind: 'file', nRows: 12, percent: 40, seed: null } as Move, ...moves]) {
            const wished = play(model, dataset, each);
            if (wished === null) continue;
            const made = await changeDataset(dataset, wished, chunks);
            expect(made.changed).toBe(true);
            dataset = made.dataset;
            expected.push(dataVersion(tableOf(model)));
            expect(made.dataVersion).toBe(expected.at(-1));
            expect([...liveRows(dataset, dataset.versions.at(-1)!)]).toEqual(live(model));
            expect(dataset.versions.at(-1)!.nRows).toBe(live(model).length);
          }
          for (const [i, point] of dataset!.versions.entries()) {
            const table = await rowsOfVersion({ dataset: dataset!, point }, chunks.read);
            expect(dataVersion(table)).toBe(expected[i]);
          }
        }),
        { numRuns: 120 },
      );
    },
  );

  /** Does the move to the model; the change that does it to the dataset, or null where it cannot be done. */
  function play(model: Model, dataset: DatasetRecord | null, each: Move): DatasetChange | null {
    switch (each.kind) {
      case 'file': {
        const offset = model.files.reduce((sum, { table }) => sum + table.nRows, 0);
        const table = sampleTable(each.nRows, offset);
        const order =
          each.seed === null
            ? Int32Array.from({ length: each.nRows }, (_, i) => i)
            : shuffledOrder(each.nRows, each.seed);
        model.files.push(grown({ table, order, loaded: 0, upTo: 0 }, each.percent));
        return load(table, each.percent, each.seed);
      }
      case 'step': {
        const index = waitingFile(model, dataset!);
        if (index < 0) return null;
        const file = model.files[index]!;
        model.files[index] = grown(file, Math.round(Math.min(100, file.upTo + each.percent) * 1e6) / 1e6);
        return step(each.percent);
      }
      case 'delete': {
        const rows = live(model);
        const row = rows[each.pick % Math.max(1, rows.length)];
        if (row === undefined) return null;
        model.deleted.add(row);
        return change({ deleted: [row] });
      }
      case 'restore': {
        const rows = [...model.deleted];
        const row = rows[each.pick % Math.max(1, rows.length)];
        if (row === undefined) return null;
        model.deleted.delete(row);
        return change({ restored: [row] });
      }
      case 'correct': {
        const rows = live(model);
        const row = rows[each.pick % Math.max(1, rows.length)];
        if (row === undefined) return null;
        const before = dataVersion(tableOf(model));
        const cell = { row, column: 'Plan', value: each.value };
        model.cells.push(cell);
        if (dataVersion(tableOf(model)) !== before) return change({ cells: [cell] });
        model.cells.pop();
        return null;
      }
      case 'undo': {
        const last = dataset!.amendments.at(-1);
        if (last === undefined) return null;
        const back = undoChanges({ ...dataset!, amendments: [last] }, last.amendmentId);
        model.cells.push(...back.cells);
        back.deleted.forEach((row) => model.deleted.add(row));
        back.restored.forEach((row) => model.deleted.delete(row));
        return change(back, last.amendmentId);
      }
    }
  }

  function grown(file: Model['files'][number], upTo: number): Model['files'][number] {
    const { nRows } = file.table;
    const wanted = upTo >= 100 ? nRows : Math.round((nRows * upTo) / 100);
    const loaded = Math.max(file.loaded + 1, wanted);
    const reached = loaded === nRows ? 100 : loaded === wanted ? upTo : (100 * loaded) / nRows;
    return { ...file, loaded, upTo: Math.round(reached * 1e6) / 1e6 };
  }

  function waitingFile({ files }: Model, { batches }: DatasetRecord): number {
    const last = batches.findLast(({ part }) => files[part.source]!.loaded < files[part.source]!.table.nRows);
    return last === undefined ? -1 : last.part.source;
  }
});

describe('chunks', () => {
  it('are shared by versions: a correction among 200,000 rows writes none, further rows only theirs', async () => {
    const chunks = memory();
    const table = numbers(3 * CHUNK_ROWS + 10);
    const first = await changeDataset(null, load(table), chunks);
    expect(first.dataset.sources[0]!.chunks.map(({ nRows }) => nRows)).toEqual([
      CHUNK_ROWS,
      CHUNK_ROWS,
      CHUNK_ROWS,
      10,
    ]);
    expect(chunks.written()).toBe(4);
    const amended = await changeDataset(
      first.dataset,
      change({ cells: [{ row: 100_000, column: 'n', value: -1 }], deleted: [5] }),
      chunks,
    );
    expect(chunks.written()).toBe(4);
    const grown = await changeDataset(amended.dataset, load(numbers(3 * CHUNK_ROWS + 20)), chunks);
    // Its first three chunks are those of the file before.
    expect(chunks.written()).toBe(5);
    expect(grown.dataset.versions.at(-1)!.nRows).toBe(6 * CHUNK_ROWS + 29);
  });

  it('without a live row are not read', async () => {
    const chunks = memory();
    const { dataset } = await changeDataset(null, load(numbers(2 * CHUNK_ROWS), 10), chunks);
    const read: string[] = [];
    const table = await rowsOfVersion({ dataset, point: dataset.versions[0]! }, async (digest) => {
      read.push(digest);
      return chunks.read(digest);
    });
    expect(table.nRows).toBe(Math.round(CHUNK_ROWS / 5));
    expect(read).toEqual([dataset.sources[0]!.chunks[0]!.digest]);
  });

  const numbers = (nRows: number): Table => ({
    nRows,
    columns: [
      {
        name: 'n',
        type: 'numeric',
        missing: null,
        values: Float64Array.from({ length: nRows }, (_, i) => i),
      },
    ],
  });
});

describe('the shuffled order', () => {
  it('is the same for ever: stored batches are places in it', () => {
    expect([...shuffledOrder(10, 42)]).toEqual(SHUFFLED_BY_42);
  });

  const SHUFFLED_BY_42 = [4, 8, 1, 7, 2, 3, 0, 5, 6, 9];
});

describe('the share that is loaded', () => {
  it('counts all rows of all sources', async () => {
    const chunks = memory();
    const one = await changeDataset(null, load(sampleTable(10), 100), chunks);
    const two = await changeDataset(one.dataset, load(sampleTable(10, 10), 50), chunks);
    expect(loadStatus(two.dataset)).toMatchObject({ current_percentage: 75, total_rows: 15 });
  });
});
