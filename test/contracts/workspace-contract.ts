import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rollbackTarget } from '../../shared/deployment/rollback.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import { concatTables } from '../../shared/table/concat.ts';
import type { Table } from '../../shared/table/table.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { sampleRun, sampleVersion } from '../registry/sample-records.ts';
import { sampleTable } from './sample-table.ts';

/** A fresh workspace of some kind, with what a test must do to it from outside. */
export interface OpenedWorkspace {
  readonly workspace: Workspace;
  /** Closes the workspace and opens the same storage again, as the next start of the host does. */
  reopen(): Promise<Workspace>;
  /** Opens the same storage beside it, as another tab or process does; the suite closes it. */
  another(): Promise<Workspace>;
  /** Changes a byte of a stored blob behind the workspace's back. */
  damageBlob(digest: string): Promise<void>;
  /** Closes what is open and removes the storage. */
  remove(): Promise<void>;
}

const code = (code: string) => expect.objectContaining({ code });

/**
 * What every workspace promises (`workers/workspace.ts`), run over each kind of it: hand in how one is
 * opened.
 */
export function describeWorkspace(name: string, open: () => Promise<OpenedWorkspace>): void {
  describe(name, () => {
    let opened: OpenedWorkspace;
    let workspace: Workspace;
    beforeEach(async () => {
      opened = await open();
      ({ workspace } = opened);
    });
    afterEach(() => opened.remove());
    const reopen = async (): Promise<Workspace> => (workspace = await opened.reopen());

    describe('datasets', () => {
      const load = (batchId: string) => ({
        batchId,
        source: { name: `${batchId}.csv`, sizeBytes: 10, digest: sha256Hex(batchId) },
        percent: 100,
        at: '2026-01-01T00:00:00.000Z',
        rejectedRows: 0,
      });
      const append = (batchId: string, table: Table, target: string | null = null) =>
        workspace.datasets.append('customers', table, load(batchId), target);

      test('a table of every column type comes back with every cell, also after a restart', async () => {
        const table = sampleTable(20);
        const { dataVersion: version, added, dataset } = await append('b1', table, 'Plan');
        expect(added).toBe(true);
        expect(version).toBe(dataVersion(table));
        expect(dataset).toMatchObject({
          name: 'customers',
          target: 'Plan',
          batches: [{ batchId: 'b1', nRows: 20 }],
        });
        expect(await workspace.datasets.table(version)).toEqual(table);
        await reopen();
        expect(await workspace.datasets.table(version)).toEqual(table);
        expect(await workspace.datasets.get('customers')).toEqual(dataset);
        expect(await workspace.datasets.list()).toEqual([dataset]);
      });

      test('a second batch makes a version of all rows in source order; the first version stays readable', async () => {
        const [first, second] = [sampleTable(8), sampleTable(8, 8)];
        const one = await append('b1', first);
        const both = await append('b2', second);
        expect(both.dataset.versions.map(({ nBatches, nRows }) => [nBatches, nRows])).toEqual([
          [1, 8],
          [2, 16],
        ]);
        expect(both.dataVersion).toBe(dataVersion(sampleTable(16)));
        expect(dataVersion(await workspace.datasets.table(both.dataVersion))).toBe(both.dataVersion);
        expect(await workspace.datasets.table(both.dataVersion)).toEqual(concatTables([first, second]));
        expect(await workspace.datasets.table(one.dataVersion)).toEqual(first);
      });

      test('the same rows again add no batch', async () => {
        const first = await append('b1', sampleTable(8));
        const again = await append('b2', sampleTable(8));
        expect(again).toEqual({ dataset: first.dataset, dataVersion: first.dataVersion, added: false });
      });

      test('other columns are refused as schema-mismatch, and nothing changes', async () => {
        const { dataset } = await append('b1', sampleTable(8));
        const { nRows, columns } = sampleTable(8, 8);
        await expect(append('b2', { nRows, columns: columns.slice(1) })).rejects.toThrow(
          code('schema-mismatch'),
        );
        expect(await workspace.datasets.list()).toEqual([dataset]);
      });

      test('loads at the same time all arrive, each wholly', async () => {
        const beside = await opened.another();
        const stores = [workspace.datasets, beside.datasets, workspace.datasets, beside.datasets];
        await Promise.all(
          stores.map((store, i) => store.append('customers', sampleTable(4, i * 4), load(`b${i}`), null)),
        );
        const dataset = await workspace.datasets.get('customers');
        expect(dataset?.batches.map(({ batchId }) => batchId).toSorted()).toEqual(['b0', 'b1', 'b2', 'b3']);
        const newest = dataset!.versions.at(-1)!;
        expect(newest).toMatchObject({ nBatches: 4, nRows: 16 });
        expect(dataVersion(await workspace.datasets.table(newest.dataVersion))).toBe(newest.dataVersion);
        await beside.close();
      });

      test('rows that are not here are data-version-unknown', async () => {
        const unknown = 'f'.repeat(64);
        await expect(workspace.datasets.table(unknown)).rejects.toThrow(code('data-version-unknown'));
        expect(await workspace.datasets.has(unknown)).toBe(false);
        expect(await workspace.datasets.get('nobody')).toBeNull();
      });

      test('the target can be changed; of no dataset it is dataset-unknown', async () => {
        await append('b1', sampleTable(4), 'Plan');
        await workspace.datasets.setTarget('customers', 'Active');
        expect((await workspace.datasets.get('customers'))?.target).toBe('Active');
        await expect(workspace.datasets.setTarget('nobody', 'x')).rejects.toThrow(code('dataset-unknown'));
      });

      test('a deleted dataset takes its rows along, but for those that another dataset has', async () => {
        const both = sampleTable(4);
        const shared = await append('b1', both);
        const alone = await append('b2', sampleTable(4, 4));
        await workspace.datasets.append('copy', both, load('b3'), null);
        await workspace.datasets.delete('customers');
        expect(await workspace.datasets.has(alone.dataVersion)).toBe(false);
        expect(await workspace.datasets.table(shared.dataVersion)).toEqual(both);
        expect((await workspace.datasets.list()).map(({ name }) => name)).toEqual(['copy']);
      });
    });

    describe('blobs', () => {
      const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i);

      test('come back under the SHA-256 of their bytes, also after a restart', async () => {
        const digest = await workspace.blobs.put(bytes);
        expect(digest).toBe(sha256Hex(bytes));
        expect(await workspace.blobs.put(bytes)).toBe(digest);
        await reopen();
        expect(await workspace.blobs.has(digest)).toBe(true);
        expect(Buffer.from((await workspace.blobs.get(digest))!).equals(bytes)).toBe(true);
      });

      test('that are not there are null, whatever they are called', async () => {
        for (const digest of ['f'.repeat(64), '', '../treadle.db', '..']) {
          expect(await workspace.blobs.get(digest)).toBeNull();
          expect(await workspace.blobs.has(digest)).toBe(false);
        }
      });

      test('that were damaged are artifact-corrupt, and putting them again mends them', async () => {
        const digest = await workspace.blobs.put(bytes);
        await opened.damageBlob(digest);
        await expect(workspace.blobs.get(digest)).rejects.toThrow(code('artifact-corrupt'));
        await workspace.blobs.put(bytes);
        expect(Buffer.from((await workspace.blobs.get(digest))!).equals(bytes)).toBe(true);
      });
    });

    describe('the log', () => {
      const promote = (versionId: string, holder: string | null) =>
        workspace.log.commit('stage.transitioned', {
          versionId,
          stage: 'Production',
          reason: '',
          expect: { versionId: holder },
        });

      async function register(...versionIds: string[]): Promise<void> {
        await workspace.log.commit('model.created', {
          model: 'churn',
          modelUuid: 'uuid',
          description: '',
          tags: [],
        });
        for (const versionId of versionIds) {
          const digest = await workspace.blobs.put(new TextEncoder().encode(versionId));
          await workspace.log.commit('version.registered', sampleVersion('churn', versionId, { digest }));
        }
      }

      test('what is committed is in the state at once, and after a restart', async () => {
        await workspace.log.commit('run.recorded', { run: sampleRun('r') });
        await register('v1', 'v2');
        await promote('v1', null);
        await promote('v2', 'v1');
        const { registry, deployment } = await workspace.log.state();
        expect(registry.runs.get('r')?.run).toEqual(sampleRun('r'));
        expect(
          registry.models
            .get('churn')
            ?.versions.map(({ version, semver, stage }) => [version, semver, stage]),
        ).toEqual([
          [1, '1.0.0', 'Archived'],
          [2, '1.0.1', 'Production'],
        ]);
        expect(rollbackTarget(deployment, 'churn')).toBe('v1');
        await reopen();
        expect(await workspace.log.state()).toEqual({ registry, deployment });
      });

      test('a rejected change throws its code, and nothing of it is stored', async () => {
        await register('v1', 'v2');
        await promote('v1', null);
        const before = await workspace.log.state();
        await expect(promote('v2', null)).rejects.toThrow(code('stale-precondition'));
        await expect(workspace.log.commit('run.deleted', { runId: 'none' })).rejects.toThrow(
          code('run-unknown'),
        );
        expect(await workspace.log.state()).toEqual(before);
        await reopen();
        expect(await workspace.log.state()).toEqual(before);
        await promote('v2', 'v1');
      });

      test('the state is the same object until something changes, and the old one never changes', async () => {
        await register('v1');
        const before = await workspace.log.state();
        const copy = structuredClone(before);
        expect(await workspace.log.state()).toBe(before);
        await promote('v1', null);
        expect(await workspace.log.state()).not.toBe(before);
        expect(before).toEqual(copy);
      });

      test('commits at the same time are put in one order; of two that collide one is rejected', async () => {
        const beside = await opened.another();
        const logs = [workspace.log, beside.log, workspace.log, beside.log];
        const create = (log: Workspace['log'], i: number) =>
          log.commit('model.created', {
            model: `model-${i % 3}`,
            modelUuid: `u${i}`,
            description: '',
            tags: [],
          });
        const outcomes = await Promise.allSettled(logs.map(create));
        expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([
          { status: 'rejected', reason: code('name-taken') },
        ]);
        for (const { log } of [workspace, beside]) {
          expect([...(await log.state()).registry.models.keys()].toSorted()).toEqual([
            'model-0',
            'model-1',
            'model-2',
          ]);
        }
        await beside.close();
      });

      test('listeners hear of their own commits and of those from elsewhere, until they leave', async () => {
        const beside = await opened.another();
        const [here, there] = [vi.fn(), vi.fn()];
        const leave = workspace.log.subscribe(here);
        beside.log.subscribe(there);
        await workspace.log.commit('run.recorded', { run: sampleRun('r1') });
        await vi.waitFor(() => expect(here).toHaveBeenCalled(), { timeout: 2000 });
        await vi.waitFor(() => expect(there).toHaveBeenCalled(), { timeout: 2000 });
        expect((await beside.log.state()).registry.runs.has('r1')).toBe(true);
        leave();
        here.mockClear();
        there.mockClear();
        await workspace.log.commit('run.recorded', { run: sampleRun('r2') });
        await vi.waitFor(() => expect(there).toHaveBeenCalled(), { timeout: 2000 });
        expect(here).not.toHaveBeenCalled();
        await beside.close();
      });
    });

    test('drafts stay until they are deleted, also over a restart', async () => {
      await workspace.drafts.put(sampleRun('r1', { status: 'RUNNING' }));
      await workspace.drafts.put(sampleRun('r2', { status: 'RUNNING' }));
      await workspace.drafts.put(sampleRun('r1', { status: 'RUNNING', note: 'half way' }));
      await workspace.drafts.delete('r2');
      await workspace.drafts.delete('never-there');
      await reopen();
      expect(await workspace.drafts.list()).toEqual([
        sampleRun('r1', { status: 'RUNNING', note: 'half way' }),
      ]);
    });

    test('predictions are read by half-open time windows, oldest first, also after a restart', async () => {
      const records = [300, 100, 200, 400].map(prediction);
      await workspace.predictions.append(records.slice(0, 2));
      await workspace.predictions.append(records.slice(2));
      await workspace.predictions.append([]);
      await reopen();
      expect(await workspace.predictions.between(100, 400)).toEqual([100, 200, 300].map(prediction));
      expect(await workspace.predictions.between(401, 1000)).toEqual([]);
    });

    test('thousands of predictions are stored in one go', async () => {
      await workspace.predictions.append(Array.from({ length: 2500 }, (_, i) => prediction(i)));
      expect(await workspace.predictions.between(0, 2500)).toHaveLength(2500);
    });
  });
}

function prediction(at: number): PredictionRecord {
  const regression = at % 200 === 0;
  return {
    requestId: `request-${String(at).padStart(6, '0')}`,
    at,
    model: 'churn',
    versionId: 'v1',
    version: 1,
    host: 'cli',
    label: regression ? null : 'Yes',
    value: regression ? 0.1 + 0.2 : null,
    confidence: regression ? null : 1 / 3,
    latencyMs: 0.25,
    bins: 'AQACAA==',
  };
}
