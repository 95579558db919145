import { AppError } from '../errors/app-error.ts';
import type {
  AmendmentRecord,
  BatchRecord,
  DatasetRecord,
  SchemaColumn,
  SourceRecord,
  VersionFacts,
} from './dataset.ts';
import { schemaDifferences } from './schema-differences.ts';

export function emptyDataset(
  name: string,
  schema: readonly SchemaColumn[],
  target: string | null,
): DatasetRecord {
  return {
    format: 'treadle-dataset',
    v: 2,
    name,
    schema: [...schema],
    target,
    sources: [],
    batches: [],
    amendments: [],
    versions: [],
  };
}

/** The dataset with one more file that it may load from; no row of it is in the dataset yet. */
export function addSource(dataset: DatasetRecord, source: Omit<SourceRecord, 'firstRow'>): DatasetRecord {
  const last = dataset.sources.at(-1);
  const firstRow = last === undefined ? 0 : last.firstRow + last.nRows;
  if (firstRow + source.nRows > MAX_ROWS) {
    throw new AppError('out-of-memory', { detail: `A dataset holds at most ${MAX_ROWS} rows.` });
  }
  return { ...dataset, sources: [...dataset.sources, { ...source, firstRow }] };
}

/** Row numbers are Int32. */
const MAX_ROWS = 2 ** 31 - 1;

/** Where the source with these very rows stands in `sources`; −1 when the dataset does not have it. */
export const sourceIndex = (dataset: DatasetRecord, digest: string): number =>
  dataset.sources.findIndex((source) => source.digest === digest);

export interface LoadedPart {
  /** Places loaded of the source's loading order. */
  readonly nLoaded: number;
  /** The same as a share, 0–100. */
  readonly upTo: number;
}

/** How much of a source the dataset has. */
export function loadedPart(dataset: DatasetRecord, source: number): LoadedPart {
  const last = dataset.batches.findLast(({ part }) => part.source === source);
  return last === undefined ? { nLoaded: 0, upTo: 0 } : { nLoaded: last.part.to, upTo: last.part.upTo };
}

/**
 * The part that brings a source to `percent` of its rows; null when it has as many. At least one row
 * each time: a small file says more than was asked for.
 */
export function nextPart(dataset: DatasetRecord, index: number, percent: number): BatchRecord['part'] | null {
  const { nRows } = dataset.sources[index]!;
  const { nLoaded: from, upTo } = loadedPart(dataset, index);
  const wanted = percent >= 100 ? nRows : Math.round((nRows * percent) / 100);
  if (from === nRows || percent <= upTo) return null;
  const to = Math.max(from + 1, wanted);
  const reached = to === nRows ? 100 : to === wanted ? percent : (100 * to) / nRows;
  return { source: index, from, to, upTo: rounded(reached) };
}

/** Percent to 6 decimals, so that 40 and twenty times 3 make 100. */
export const rounded = (percent: number): number => Math.round(percent * 1e6) / 1e6;

/** The dataset after one more load; the facts are of all its rows then. */
export function addBatch(dataset: DatasetRecord, batch: BatchRecord, facts: VersionFacts): DatasetRecord {
  const batches = [...dataset.batches, batch];
  const nRows = (dataset.versions.at(-1)?.nRows ?? 0) + batch.nRows;
  return withVersion({ ...dataset, batches }, { ...facts, nRows, at: batch.at });
}

/** The dataset after one more amendment; the facts are of all its rows then. */
export function addAmendment(
  dataset: DatasetRecord,
  amendment: AmendmentRecord,
  facts: VersionFacts,
): DatasetRecord {
  const amendments = [...dataset.amendments, amendment];
  const former = dataset.versions.at(-1)!.nRows;
  const nRows = former - amendment.deleted.length + amendment.restored.length;
  return withVersion({ ...dataset, amendments }, { ...facts, nRows, at: amendment.at });
}

function withVersion(
  dataset: DatasetRecord,
  version: Omit<DatasetRecord['versions'][number], 'nBatches' | 'nAmendments'>,
): DatasetRecord {
  const counts = { nBatches: dataset.batches.length, nAmendments: dataset.amendments.length };
  return { ...dataset, versions: [...dataset.versions, { ...version, ...counts }] };
}

/** @throws AppError `schema-mismatch` that lists what keeps the columns apart. */
export function requireSchema(dataset: DatasetRecord, schema: readonly SchemaColumn[]): void {
  const differences = schemaDifferences(dataset.schema, schema);
  if (differences.length === 0) return;
  const shown = differences.slice(0, 10).join('; ');
  const more = differences.length > 10 ? `; and ${differences.length - 10} more` : '';
  throw new AppError('schema-mismatch', {
    detail: `The columns differ from those of "${dataset.name}": ${shown}${more}.`,
    extra: { differences },
  });
}
