import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { inferSuite } from '../../shared/validation/infer-suite.ts';
import type { AmendmentRequest } from '../../shared/table/amend-rows.ts';
import { openBrowserWorkspace, type BrowserWorkspace } from '../../workers/browser/workspace.ts';
import { code } from '../contracts/code.ts';
import { sampleTable } from '../contracts/sample-table.ts';
import { profile } from './fixtures/indexed-db.ts';

const loadOf = (name: string, percent: number) => ({
  batchId: name,
  source: { name: `${name}.csv`, sizeBytes: 10, digest: sha256Hex(name) },
  percent,
  at: '2026-01-01T00:00:00.000Z',
  rejectedRows: 0,
});
const about = { at: '2026-01-02T00:00:00.000Z', by: 'Ada', reason: 'checked' };
const correction: AmendmentRequest = {
  ...about,
  amendmentId: 'second',
  cells: [{ row: 1, column: 'Plan', value: 'free' }],
  deleted: [],
  restored: [],
  undoes: null,
};

/** Everything that a page writes about data. */
const writes: Record<string, (workspace: BrowserWorkspace) => Promise<unknown>> = {
  'another file': ({ datasets }) => datasets.append('kept', sampleTable(30, 50), loadOf('more', 100), null),
  'a new dataset': ({ datasets }) => datasets.append('new', sampleTable(30), loadOf('new', 100), null),
  'the next step': ({ datasets }) =>
    datasets.loadMore('kept', { batchId: 'step', percent: 3, at: about.at, by: 'Ada' }),
  'a correction': ({ datasets }) => datasets.amend('kept', correction),
  'the target': ({ datasets }) => datasets.setTarget('kept', 'Plan'),
  'a suite': ({ suites }) => suites.put('kept', inferSuite(sampleTable(40), null, null)),
  'a package': ({ blobs }) => blobs.put(new Uint8Array(100)),
  'a checkpoint': ({ checkpoints }) => checkpoints.put('run', new Uint8Array(100)),
};

afterEach(() => vi.restoreAllMocks());

describe('a full storage', () => {
  for (const [what, write] of Object.entries(writes))
    it(`refuses ${what} by name at whichever write it comes, with every version whole`, async () => {
      const workspace = await openBrowserWorkspace({ name: crypto.randomUUID(), factory: profile() });
      await workspace.datasets.append('kept', sampleTable(40), loadOf('first', 40), null);
      await workspace.datasets.amend('kept', {
        ...correction,
        amendmentId: 'first',
        cells: [{ row: 0, column: 'Plan', value: 'free' }],
      });
      const before = await everything(workspace);
      let refused = 0;
      for (let room = 0; room < 20; room += 1) {
        fillAfter(room);
        const failure = await write(workspace).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        vi.restoreAllMocks();
        if (failure === null) break;
        refused += 1;
        expect(() => {
          throw failure;
        }).toThrow(code('storage-full'));
        expect(await everything(workspace)).toEqual(before);
      }
      expect(refused).toBeGreaterThan(0);
      // With room again the very same write goes through.
      expect(await everything(workspace)).not.toEqual(before);
      await workspace.close();
    });
});

/** As Chromium does it, from the n-th write on. */
function fillAfter(room: number): void {
  const put = IDBObjectStore.prototype.put;
  let left = room;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (left-- > 0) return put.apply(this, given);
    throw new DOMException('Not one byte more.', 'QuotaExceededError');
  });
}

async function everything({ datasets, suites, db }: BrowserWorkspace) {
  const list = await datasets.list();
  const versions = list.flatMap((dataset) => dataset.versions.map(({ dataVersion }) => dataVersion));
  const stored = [await db.chunks.count(), await db.blobs.count(), await db.checkpoints.count()];
  return {
    list,
    rows: await Promise.all(versions.map((version) => datasets.table(version))),
    suite: await suites.get('kept'),
    stored,
  };
}
