import type { WorkspaceState } from '../shared/pipelines/workspace-log.ts';
import type { DatasetRecord } from '../shared/records/dataset.ts';
import type { MutationType, Payload } from '../shared/records/mutation.ts';
import type { PredictionRecord } from '../shared/records/prediction.ts';
import type { RunRecord } from '../shared/records/run.ts';
import type { Suite } from '../shared/records/suite.ts';
import type { SweepRecord } from '../shared/records/sweep.ts';
import type { AmendmentRequest, NumberedRows } from '../shared/table/amend-rows.ts';
import type { Table } from '../shared/table/table.ts';
import type { LoadRequest, StepRequest } from './datasets/change-dataset.ts';
import type { OnRows } from './datasets/rows-of-version.ts';

/**
 * Where a host keeps its work: IndexedDB in the browser (`workers/browser/`), a folder with SQLite and
 * blobs for the command line and the server (`sync-server/`). One contract suite runs over both.
 */
export interface Workspace {
  readonly datasets: DatasetStore;
  readonly blobs: BlobStore;
  readonly log: LogStore;
  readonly drafts: DraftStore;
  readonly checkpoints: CheckpointStore;
  readonly predictions: PredictionStore;
  readonly suites: SuiteStore;
  readonly sweeps: SweepStore;
  close(): Promise<void>;
}

export type { WorkspaceState };

export interface DatasetStore {
  list(): Promise<DatasetRecord[]>;
  get(name: string): Promise<DatasetRecord | null>;
  /**
   * Keeps the rows of one file and makes `load.percent` of them part of the dataset, wholly or not at
   * all. A file that is there already is only brought up to that share (`added: false` when it has it).
   * @throws AppError `schema-mismatch` when columns differ, `storage-full`.
   */
  append(
    name: string,
    table: Table,
    load: LoadRequest,
    target: string | null,
  ): Promise<{ dataset: DatasetRecord; dataVersion: string; added: boolean }>;
  /**
   * The next step of a file that comes in stages, wholly or not at all; its rows are here already.
   * @throws AppError `dataset-unknown`, `fully-loaded`, `storage-full`.
   */
  loadMore(name: string, step: StepRequest): Promise<{ dataset: DatasetRecord; dataVersion: string }>;
  /**
   * The rows that {@link loadMore} would add, with their numbers in the dataset.
   * @throws AppError `dataset-unknown`, `fully-loaded`.
   */
  rowsOfStep(name: string, percent: number): Promise<NumberedRows>;
  /**
   * Corrects cells, removes rows or brings them back; all of it or nothing, with what stood there before.
   * `changed: false` when everything has the wished value already.
   * @throws AppError `dataset-unknown`, `row-unknown`, `column-unknown`, `cell-invalid`, `storage-full`.
   */
  amend(
    name: string,
    amendment: AmendmentRequest,
  ): Promise<{ dataset: DatasetRecord; dataVersion: string; changed: boolean }>;
  /** @throws AppError `data-version-unknown` when the rows are not on this device. */
  table(dataVersion: string, onRows?: OnRows): Promise<Table>;
  has(dataVersion: string): Promise<boolean>;
  setTarget(name: string, target: string | null): Promise<void>;
  delete(name: string): Promise<void>;
}

/** What each dataset promises; it goes with the dataset. */
export interface SuiteStore {
  get(dataset: string): Promise<Suite | null>;
  /** Takes the place of the former one; the dataset need not be there yet. */
  put(dataset: string, suite: Suite): Promise<void>;
  delete(dataset: string): Promise<void>;
}

/** Content-addressed bytes by hex SHA-256. */
export interface BlobStore {
  put(bytes: Uint8Array): Promise<string>;
  /** null when absent; AppError `artifact-corrupt` when the bytes do not match their name. */
  get(digest: string): Promise<Uint8Array | null>;
  has(digest: string): Promise<boolean>;
}

export interface LogStore {
  /** Confirmed events folded, with pending mutations on top. */
  state(): Promise<WorkspaceState>;
  /**
   * Decides on the current state and stores durably, in one transaction.
   * @throws AppError with the code of the rejection; nothing is stored then.
   */
  commit<T extends MutationType>(type: T, payload: Payload<T>): Promise<void>;
  /** Called after every change, also from another tab or process. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
}

/** Runs that are under way on this device; a draft whose owner is gone was interrupted. */
export interface DraftStore {
  put(run: RunRecord): Promise<void>;
  list(): Promise<RunRecord[]>;
  delete(runId: string): Promise<void>;
}

/** The last checkpoint of runs under way, as files of shared/packaging/checkpoint-file.ts; they stay on the device. */
export interface CheckpointStore {
  /** Takes the place of the former one, wholly or not at all. @throws AppError `storage-full`. */
  put(runId: string, file: Uint8Array): Promise<void>;
  get(runId: string): Promise<Uint8Array | null>;
  has(runId: string): Promise<boolean>;
  delete(runId: string): Promise<void>;
}

/** Searches for the best params, by id; their trials are runs of the log. They stay on the device. */
export interface SweepStore {
  /** Takes the place of the former one. */
  put(sweep: SweepRecord): Promise<void>;
  get(sweepId: string): Promise<SweepRecord | null>;
  /** The oldest first. */
  list(): Promise<SweepRecord[]>;
  delete(sweepId: string): Promise<void>;
}

export interface PredictionStore {
  append(records: readonly PredictionRecord[]): Promise<void>;
  /** Records with `from ≤ at < to`, oldest first. */
  between(from: number, to: number): Promise<PredictionRecord[]>;
}
