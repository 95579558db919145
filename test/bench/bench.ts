/** One measured workload: it checks its own quality first, then times, and returns rows for the table. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** Set when it needs files that are not part of the project (`--data FOLDER`). */
  readonly needsData?: true;
  run(options: BenchOptions): Promise<BenchRow[]>;
}

export interface BenchOptions {
  /** Folder with the public data sets named in the bench; null when none was given. */
  readonly data: string | null;
  /** Whether the sizes of the goals are asked for, where they take minutes. */
  readonly full: boolean;
  /** Only the workloads whose name contains this, of benches that have several; null = all. */
  readonly only: string | null;
}

export interface BenchRow {
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** The peer's figure for the same measure in the same run. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** What the figure should reach, e.g. `≥ 0.835` or `ratio ≤ 0.4`. */
  readonly goal?: string;
  /** Whether the goal was met; absent when there is none. */
  readonly met?: boolean;
}
