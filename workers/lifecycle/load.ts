import { createRng } from '../../shared/random/rng.ts';
import type { BatchRecord, DatasetRecord } from '../../shared/records/dataset.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { sampleNamed } from '../../shared/samples/samples.ts';
import type { ImportPlan, ImportReport } from '../../shared/table/import-plan.ts';
import type { Table } from '../../shared/table/table.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { TaskMap } from '../tasks/tasks.ts';
import type { Host } from './host.ts';

export type ImportEdits = NonNullable<TaskMap['plan-import']['input']['edits']>;

export interface Loaded {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  /** false when the same rows were there already. */
  readonly added: boolean;
}

/** Looks at the first bytes of a file and proposes how to read it. */
export function planFile(
  host: Host,
  file: Blob | Uint8Array,
  fileName: string,
  edits?: ImportEdits,
): Promise<ImportPlan> {
  return host.tasks.run('plan-import', { file, fileName, ...(edits === undefined ? {} : { edits }) });
}

export interface FileLoad {
  readonly file: Blob | Uint8Array;
  readonly fileName: string;
  /** As proposed by {@link planFile}, edited or not; proposed afresh when left out. */
  readonly plan?: ImportPlan;
  readonly dataset: string;
  readonly target: string | null;
}

/**
 * Reads a file in a worker and appends it to a dataset, wholly or not at all. The same rows again add nothing.
 * @throws AppError of the import (`empty-file`, `no-rows`, `not-text`, …), `schema-mismatch`, `storage-full`.
 */
export async function loadFile(
  host: Host,
  load: FileLoad,
  options: RunOptions = {},
): Promise<Loaded & { report: ImportReport }> {
  const plan = load.plan ?? (await planFile(host, load.file, load.fileName));
  const { table, report } = await host.tasks.run('read-table', { file: load.file, plan }, options);
  const loaded = await append(host, load.dataset, table, load.target, {
    source: { name: load.fileName, sizeBytes: report.sizeBytes, digest: report.sourceDigest },
    rejectedRows: report.rejectedCount,
  });
  return { ...loaded, report };
}

/** Loads a built-in sample; the same name, size and seed give the same data version everywhere. */
export async function loadSample(
  host: Host,
  name: string,
  options: { rows?: number; seed?: number; dataset?: string } = {},
): Promise<Loaded> {
  const sample = sampleNamed(name);
  const nRows = options.rows ?? sample.defaultRows;
  const seed = options.seed ?? 42;
  const table = sample.generate(createRng(seed), nRows);
  const source = `sample:${name}?rows=${nRows}&seed=${seed}`;
  return append(host, options.dataset ?? `${name}-sample`, table, sample.target, {
    source: { name: source, sizeBytes: 0, digest: sha256Hex(source) },
    rejectedRows: 0,
  });
}

function append(
  host: Host,
  dataset: string,
  table: Table,
  target: string | null,
  load: Pick<BatchRecord, 'source' | 'rejectedRows'>,
): Promise<Loaded> {
  const batch = { batchId: host.newId(), at: host.now().toISOString(), percent: 100, ...load };
  return host.workspace.datasets.append(dataset, table, batch, target);
}
