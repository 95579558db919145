import { AppError } from '../../shared/errors/app-error.ts';
import type { BatchRecord, DatasetRecord, SourceRecord, VersionFacts } from '../../shared/records/dataset.ts';
import {
  addAmendment,
  addBatch,
  addSource,
  emptyDataset,
  loadedPart,
  nextPart,
  requireSchema,
  rounded,
  sourceIndex,
} from '../../shared/records/dataset-batches.ts';
import { stagedSource } from '../../shared/records/dataset-history.ts';
import { batchRows, liveRows, type HistoryPoint } from '../../shared/records/dataset-rows.ts';
import { amendmentFor, type AmendmentRequest } from '../../shared/table/amend-rows.ts';
import { missingCount } from '../../shared/table/cells.ts';
import { classCounts } from '../../shared/table/class-counts.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Table } from '../../shared/table/table.ts';
import { rowsOfVersion, sourceRows, type ReadChunk } from './rows-of-version.ts';

/** Rows to a chunk. A correction rewrites none; a file that only grew shares all but its last ones. */
export const CHUNK_ROWS = 65_536;

/** A file that was read, and how much of it is to be part of the dataset now. */
export interface LoadRequest extends Omit<BatchRecord, 'digest' | 'nRows' | 'part' | 'by'> {
  readonly by?: string;
  /** Shuffles the loading order of a source that comes in stages; null or left out = as in the file. */
  readonly seed?: number | null;
}

/** The next step of a source that is loaded in stages. */
export interface StepRequest extends Pick<BatchRecord, 'batchId' | 'at'> {
  readonly by?: string;
  /** Points to add to the share that is loaded. */
  readonly percent: number;
  /** Follows the load in the history and is stored with it, or not at all. */
  readonly amendment?: AmendmentRequest;
}

/** What may become of a dataset. Plain data: it goes to a worker. */
export type DatasetChange =
  | {
      readonly kind: 'load';
      readonly name: string;
      readonly table: Table;
      readonly load: LoadRequest;
      readonly target: string | null;
    }
  | { readonly kind: 'step'; readonly name: string; readonly step: StepRequest }
  | { readonly kind: 'amend'; readonly name: string; readonly amendment: AmendmentRequest };

/** How chunks are kept while a change is worked out. */
export interface ChunkStore {
  readonly read: ReadChunk;
  /** Keeps rows under a name made of their content, which is given. */
  readonly put: (table: Table) => Promise<string>;
}

export interface ChangedDataset {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  /** false when everything asked for was there already; nothing is to be stored then. */
  readonly changed: boolean;
}

/**
 * What a change makes of a dataset; null = there is none yet. Only chunks are stored by it. Cost: hashes
 * all rows of the new version (about 150 MB/s).
 * @throws AppError `schema-mismatch`, `dataset-unknown`, `fully-loaded`, `row-unknown`, `cell-invalid` …
 */
export function changeDataset(
  former: DatasetRecord | null,
  change: DatasetChange,
  chunks: ChunkStore,
): Promise<ChangedDataset> {
  switch (change.kind) {
    case 'load':
      return load(former, change, chunks);
    case 'step':
      return step(required(former, change.name), change.step, chunks);
    case 'amend':
      return amend(required(former, change.name), change.amendment, chunks);
  }
}

function required(dataset: DatasetRecord | null, name: string): DatasetRecord {
  if (dataset !== null) return dataset;
  throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
}

async function load(
  former: DatasetRecord | null,
  { name, table, load: request, target }: Extract<DatasetChange, { kind: 'load' }>,
  chunks: ChunkStore,
): Promise<ChangedDataset> {
  requirePercent(request.percent);
  const dataset = former ?? emptyDataset(name, schemaOf(table), target);
  requireSchema(dataset, schemaOf(table));
  const digest = dataVersion(table);
  const known = sourceIndex(dataset, digest);
  const facts = { ...request, whole: table };
  if (known >= 0) return loadPart(dataset, known, request.percent, facts, chunks);
  const source = { digest, nRows: table.nRows, seed: request.seed ?? null };
  const next = addSource(dataset, { ...source, chunks: await cutIntoChunks(table, chunks) });
  return loadPart(next, next.sources.length - 1, request.percent, facts, chunks);
}

async function cutIntoChunks(table: Table, { put }: ChunkStore): Promise<SourceRecord['chunks']> {
  const cut: SourceRecord['chunks'] = [];
  for (let from = 0; from < table.nRows || from === 0; from += CHUNK_ROWS) {
    const nRows = Math.min(CHUNK_ROWS, table.nRows - from);
    const piece = nRows === table.nRows ? table : selectRows(table, rowRange(from, nRows));
    cut.push({ digest: await put(piece), nRows });
  }
  return cut;
}

const rowRange = (from: number, length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => from + i);

async function step(
  dataset: DatasetRecord,
  { percent, amendment, ...request }: StepRequest,
  chunks: ChunkStore,
): Promise<ChangedDataset> {
  requirePercent(percent);
  const source = stagedSource(dataset);
  if (source < 0) {
    throw new AppError('fully-loaded', { detail: `All rows of the dataset "${dataset.name}" are loaded.` });
  }
  const first = dataset.batches.find(({ part }) => part.source === source)!;
  const upTo = rounded(loadedPart(dataset, source).upTo + percent);
  const facts = { ...request, source: first.source, rejectedRows: 0 };
  const loaded = await loadPart(dataset, source, upTo, facts, chunks);
  return amendment === undefined ? loaded : amend(loaded.dataset, amendment, chunks);
}

/** @throws AppError `param-invalid`. */
function requirePercent(percent: number): void {
  if (percent > 0 && percent <= 100) return;
  throw new AppError('param-invalid', {
    detail: `A share to load must be above 0 and at most 100 percent, not ${percent}.`,
  });
}

interface LoadFacts extends Pick<LoadRequest, 'batchId' | 'at' | 'by' | 'source' | 'rejectedRows'> {
  /** All rows of the source, where they are at hand. */
  readonly whole?: Table;
}

/** Makes rows of a stored source part of the dataset, until it has `percent` of them. */
async function loadPart(
  dataset: DatasetRecord,
  source: number,
  percent: number,
  { batchId, at, by = '', source: file, rejectedRows, whole }: LoadFacts,
  chunks: ChunkStore,
): Promise<ChangedDataset> {
  const part = nextPart(dataset, source, Math.min(100, percent));
  if (part === null) return { dataset, dataVersion: dataset.versions.at(-1)!.dataVersion, changed: false };
  const asked = rounded(part.upTo - loadedPart(dataset, source).upTo);
  const facts = { batchId, source: file, percent: asked, at, by, rejectedRows, part };
  const draft: BatchRecord = { ...facts, digest: '', nRows: part.to - part.from };
  const loaded = { ...dataset, batches: [...dataset.batches, draft] };
  const batch = await newestBatch(loaded, chunks.read, whole);
  const alone = dataset.batches.length === 0 && dataset.amendments.length === 0;
  const made = alone ? factsOf(loaded, batch) : await factsNow(loaded, chunks.read);
  const next = addBatch(dataset, { ...draft, digest: batch.digest }, made);
  return { dataset: next, dataVersion: made.dataVersion, changed: true };
}

interface DigestedRows {
  readonly table: Table;
  readonly digest: string;
}

const digested = (table: Table): DigestedRows => ({ table, digest: dataVersion(table) });

/** The rows that the last batch loaded, as the file has them. */
async function newestBatch(
  dataset: DatasetRecord,
  read: ReadChunk,
  whole: Table | undefined,
): Promise<DigestedRows> {
  const batch = dataset.batches.at(-1)!;
  const source = dataset.sources[batch.part.source]!;
  if (whole !== undefined && batch.nRows === source.nRows) return { table: whole, digest: source.digest };
  return digested(await sourceRows(dataset, batchRows(dataset, dataset.batches.length - 1), read));
}

async function amend(
  dataset: DatasetRecord,
  request: AmendmentRequest,
  { read }: ChunkStore,
): Promise<ChangedDataset> {
  const now = newestPoint(dataset);
  const table = await rowsOfVersion({ dataset, point: now }, read);
  const amendment = amendmentFor(dataset, { table, rows: liveRows(dataset, now) }, request);
  if (amendment === null) {
    return { dataset, dataVersion: dataset.versions.at(-1)!.dataVersion, changed: false };
  }
  const amended = { ...dataset, amendments: [...dataset.amendments, amendment] };
  const made = await factsNow(amended, read);
  const next = addAmendment(dataset, amendment, made);
  return { dataset: next, dataVersion: made.dataVersion, changed: true };
}

const newestPoint = ({ batches, amendments }: DatasetRecord): HistoryPoint => ({
  nBatches: batches.length,
  nAmendments: amendments.length,
});

async function factsNow(dataset: DatasetRecord, read: ReadChunk): Promise<VersionFacts> {
  return factsOf(dataset, digested(await rowsOfVersion({ dataset, point: newestPoint(dataset) }, read)));
}

/** What is said of a version that has these rows. */
function factsOf({ target, schema }: DatasetRecord, { table, digest }: DigestedRows): VersionFacts {
  const hasTarget = target !== null && schema.some(({ name }) => name === target);
  return {
    dataVersion: digest,
    classes: hasTarget ? classCounts(table, target) : null,
    missing: table.columns.map(missingCount),
  };
}
