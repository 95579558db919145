import type { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { Trainer } from '../../shared/pipelines/outcome.ts';
import type { ByteSource } from '../../shared/table/packed/byte-source.ts';
import type { CheckpointPort } from '../pool/fit-checkpoints.ts';
import type { Table } from '../../shared/table/table.ts';

/**
 * The one task interface: the same tasks run in a Web Worker and in a worker thread, with progress,
 * abort and typed errors. A task is one file in this folder and one line in `registry.ts`.
 */

/** A table travels by value, or by the data version under which the worker's own store has it. */
export type TableRef = { readonly table: Table } | { readonly dataVersion: string };
/** A model package travels by value, or by the digest under which the worker's own store has it. */
export type PackageRef = { readonly bytes: Uint8Array } | { readonly digest: string };

/** A file travels as a handle that reads on demand, as its bytes, or by its path where workers have paths. */
export type FileRef = Blob | Uint8Array | { readonly path: string };

/** Some rows of a data version. */
export interface TableWindow {
  /** Rows of the whole. */
  readonly nRows: number;
  readonly window: Table;
  /** Missing cells of each column in the whole, where that is known. */
  readonly missing: readonly number[] | null;
}

export interface TaskContext {
  /** @throws AppError `file-unreadable`. */
  openFile(ref: FileRef): Promise<ByteSource>;
  table(ref: TableRef): Promise<Table>;
  /** Rows of a stored table without reading all of it; null where there is no quicker way than all of it. */
  peek(ref: TableRef, from: number, count: number): Promise<TableWindow | null>;
  /** The table as it leaves the worker. */
  handOver(table: Table): Table;
  packageBytes(ref: PackageRef): Promise<Uint8Array>;
  report(progress: Progress): void;
  /** Aborted when the caller gives up; tasks check it at every step. */
  readonly signal: AbortSignal;
  /** @throws AppError `aborted` once the caller gave up. */
  checkNotAborted(): void;
  /** Milliseconds from any fixed point. */
  now(): number;
  /** How this worker trains; it stops by itself when `signal` fires. */
  trainer(request: TrainerRequest): Trainer;
  /** Hands a checkpoint to the caller, who answers whether to go on making them; null when none is wanted. */
  readonly saveCheckpoint: ((file: Uint8Array) => Promise<boolean>) | null;
  /** Whether the caller wishes for a checkpoint at once. Asking takes the wish back. */
  hurried(): boolean;
}

export interface TrainerRequest {
  /** null = as many as pay. */
  readonly threads: number | null;
  /** What networks train on: `own` or a tfjs backend; null = what pays. */
  readonly backend: string | null;
  /** What a fit may take; null or left out: what the host has. */
  readonly memoryMb?: number | null;
  /** How many of its kind train at once and share what the host has; 1 when left out. */
  readonly atOnce?: number;
  readonly checkpoints?: CheckpointPort | null;
}

export interface Task<Input, Output> {
  run(input: Input, context: TaskContext): Promise<Output>;
  /** Buffers of the output to hand over instead of copying. */
  transfer?(output: Output): ArrayBuffer[];
}

export interface RunOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Keeps how far a training has come; false = no more of them. */
  readonly onCheckpoint?: (file: Uint8Array) => Promise<boolean>;
  /** Calls back when a checkpoint is wanted at once; the answer ends that. */
  readonly onHurry?: (listener: () => void) => () => void;
  /** Hears of what went wrong beside the work itself, which goes on. */
  readonly onNotice?: (error: AppError) => void;
}
