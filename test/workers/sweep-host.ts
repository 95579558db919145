import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';
import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import type { Table } from '../../shared/table/table.ts';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { TaskRunner } from '../../workers/tasks/tasks.ts';

export interface SweepGround {
  readonly host: Host;
  /** Loads rows as a dataset; gives their version. */
  load(dataset: string, table: Table): Promise<string>;
  remove(): Promise<void>;
}

/** A real workspace in a fresh folder, over task threads that the caller owns. */
export async function sweepGround(tasks: TaskRunner): Promise<SweepGround> {
  const folder = mkdtempSync(join(tmpdir(), 'treadle-sweep-'));
  const workspace = await openWorkspace(folder);
  const host: Host = {
    workspace,
    tasks,
    tableRef: async (dataVersion) => ({ table: await workspace.datasets.table(dataVersion) }),
    async packageRef(digest) {
      throw new AppError('blob-unknown', { detail: `No package is asked for here, ${digest} neither.` });
    },
    now: () => new Date(),
    newId: () => v7(),
    kind: 'cli',
    environment: { engineVersion: ENGINE_VERSION, host: 'cli', runtime: 'test', commit: null },
    whileTraining: (_runId, train) => train(),
  };
  return {
    host,
    async load(dataset, table) {
      const source = { name: `${dataset}.csv`, sizeBytes: 1, digest: dataset };
      const load = { batchId: v7(), source, percent: 100, at: '2026-01-01T00:00:00.000Z', rejectedRows: 0 };
      const { dataVersion } = await workspace.datasets.append(dataset, table, load, null);
      return dataVersion;
    },
    async remove() {
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
