import { createRng } from '../../shared/random/rng.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { sampleNamed } from '../../shared/samples/samples.ts';
import type { ImportEdits, ImportPlan, ImportReport } from '../../shared/table/import-plan.ts';
import type { Table } from '../../shared/table/table.ts';
import type { LoadRequest } from '../datasets/change-dataset.ts';
import type { FileRef, RunOptions } from '../tasks/task.ts';
import { amendmentRequest, QUARANTINED } from './amend.ts';
import { guardRows, guardStep, type Guarded, type OnBroken } from './guard-load.ts';
import type { Host } from './host.ts';

export interface Loaded {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  /** false when the same rows were there already. */
  readonly added: boolean;
}

/** A load into a dataset that may have a suite. */
export interface GuardedLoad extends Loaded, Pick<Guarded, 'contract'> {}

type WithTasks = Pick<Host, 'tasks'>;

/** Looks at the first bytes of a file and proposes how to read it. */
export function planFile(
  { tasks }: WithTasks,
  file: FileRef,
  fileName: string,
  edits?: ImportEdits,
): Promise<ImportPlan> {
  return tasks.run('plan-import', { file, fileName, ...(edits === undefined ? {} : { edits }) });
}

export interface FileRead {
  readonly file: FileRef;
  readonly fileName: string;
  /** As proposed by {@link planFile}, edited or not; proposed afresh when left out. */
  readonly plan?: ImportPlan;
  /** For the plan that is proposed afresh. */
  readonly edits?: ImportEdits;
}

const ENDINGS = /\.(csv|tsv|txt|tab|data|json|jsonl|ndjson|parquet|arrow|feather|xlsx)$/i;

/** What the dataset of a file is called: `sales 2024.csv.gz` → `sales 2024`. */
export const datasetNameOf = (fileName: string): string =>
  fileName
    .replace(/\.(gz|gzip|zip)$/i, '')
    .replace(ENDINGS, '')
    .trim() || 'data';

/** How much of a file becomes part of the dataset now; all of it when left out. */
export interface Stage {
  /** Above 0, at most 100. */
  readonly percent: number;
  /** Shuffles the order in which rows are loaded; null = as in the file. */
  readonly seed: number | null;
}

export interface FileLoad extends FileRead {
  readonly dataset: string;
  readonly target: string | null;
  readonly stage?: Stage;
  /** What becomes of rows that break the suite of the dataset. */
  readonly onBroken?: OnBroken;
}

/**
 * Reads a file in a worker; nothing is stored.
 * @throws AppError of the import (`empty-file`, `no-rows`, `not-text`, …).
 */
export async function readFileTable(
  host: WithTasks,
  read: FileRead,
  options: RunOptions = {},
): Promise<{ table: Table; report: ImportReport }> {
  const plan = read.plan ?? (await planFile(host, read.file, read.fileName, read.edits));
  return host.tasks.run('read-table', { file: read.file, plan }, options);
}

/**
 * Reads a file in a worker and appends it to a dataset, wholly or not at all. The same rows again
 * add nothing. Where the dataset has a suite, rows that break it are refused or set aside.
 * @throws AppError of the import (`empty-file`, `no-rows`, `not-text`, …), `contract-broken`,
 * `schema-mismatch`, `storage-full`.
 */
export async function loadFile(
  host: Host,
  load: FileLoad,
  options: RunOptions = {},
): Promise<GuardedLoad & { report: ImportReport }> {
  const { table, report } = await readFileTable(host, load, options);
  return { ...(await appendTable(host, { ...load, table, report }, options)), report };
}

/**
 * Appends a file that was read by {@link readFileTable}.
 * @throws AppError `contract-broken`, `schema-mismatch`, `storage-full`.
 */
export async function appendTable(
  host: Host,
  load: Omit<FileLoad, keyof FileRead> & Pick<FileLoad, 'fileName'> & { table: Table; report: ImportReport },
  options: RunOptions = {},
): Promise<GuardedLoad> {
  const { dataset, target, fileName, report } = load;
  const { table, contract } = await guardRows(host, dataset, load.table, load.onBroken, options);
  const made = await append(host, dataset, table, target, {
    source: { name: fileName, sizeBytes: report.sizeBytes, digest: report.sourceDigest },
    rejectedRows: report.rejectedCount + (contract?.rejected?.nRows ?? 0),
    ...load.stage,
  });
  return { ...made, contract };
}

/** Loads a built-in sample; the same name, size and seed give the same data version everywhere. */
export async function loadSample(
  host: Host,
  name: string,
  options: { rows?: number; seed?: number; dataset?: string } = {},
): Promise<GuardedLoad> {
  const sample = sampleNamed(name);
  const nRows = options.rows ?? sample.defaultRows;
  const seed = options.seed ?? 42;
  const table = sample.generate(createRng(seed), nRows);
  const source = `sample:${name}?rows=${nRows}&seed=${seed}`;
  const dataset = options.dataset ?? `${name}-sample`;
  const guarded = await guardRows(host, dataset, table);
  const made = await append(host, dataset, guarded.table, sample.target, {
    source: { name: source, sizeBytes: 0, digest: sha256Hex(source) },
    rejectedRows: 0,
  });
  return { ...made, contract: guarded.contract };
}

function append(
  host: Host,
  dataset: string,
  table: Table,
  target: string | null,
  load: Pick<LoadRequest, 'source' | 'rejectedRows'> & Partial<Stage>,
): Promise<Loaded> {
  const { author: by = '' } = host;
  const batch = { batchId: host.newId(), at: host.now().toISOString(), by, percent: 100, ...load };
  return host.workspace.datasets.append(dataset, table, batch, target);
}

/**
 * Makes further rows of a file that comes in stages part of the dataset; the file itself is not needed.
 * Rows that break the suite of the dataset are refused, or loaded and removed in the same change, so that
 * the history tells of them.
 * @throws AppError `contract-broken`, `dataset-unknown`, `fully-loaded`, `param-invalid`, `storage-full`.
 */
export async function loadMore(
  host: Host,
  dataset: string,
  percent: number,
  onBroken: OnBroken = 'refuse',
): Promise<Omit<GuardedLoad, 'added'>> {
  const { author: by = '' } = host;
  const guarded = await guardStep(host, dataset, percent, onBroken);
  const step = { batchId: host.newId(), at: host.now().toISOString(), by, percent };
  const removed = [...(guarded?.removed ?? [])];
  const amendment =
    removed.length === 0 ? {} : { amendment: amendmentRequest(host, { deleted: removed }, QUARANTINED) };
  const made = await host.workspace.datasets.loadMore(dataset, { ...step, ...amendment });
  return { ...made, contract: guarded?.contract ?? null };
}
