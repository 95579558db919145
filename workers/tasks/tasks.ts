import type { ExportFormatName } from '../../shared/table/export-table.ts';
import type { Evaluation } from '../../shared/evaluation/evaluation.ts';
import type { Measure } from '../../shared/exploration/choices.ts';
import type { Correlations } from '../../shared/exploration/correlations.ts';
import type { Distribution } from '../../shared/exploration/distribution.ts';
import type { ChartSpec, FreeChart } from '../../shared/exploration/free-chart.ts';
import type { Overview } from '../../shared/exploration/overview.ts';
import type { Pair } from '../../shared/exploration/pair.ts';
import type { RowQuery } from '../../shared/exploration/row-filter.ts';
import type { TargetTests, TestWish } from '../../shared/exploration/target-tests.ts';
import type { TextView } from '../../shared/exploration/text.ts';
import type { BalancedTable, BalanceWish } from '../../shared/pipelines/balance-table.ts';
import type { CrossValidation } from '../../shared/pipelines/cross-validate.ts';
import type {
  DependenceReport,
  DependenceTask,
  ImportanceReport,
  ImportanceWish,
} from '../../shared/pipelines/explain-model.ts';
import type { Explanation } from '../../shared/pipelines/explain-prediction.ts';
import type { ValidationScope } from '../../shared/pipelines/fold-rows.ts';
import type { RunOutcome } from '../../shared/pipelines/outcome.ts';
import type { PredictionAnswer } from '../../shared/pipelines/answer.ts';
import type { PreparedFold, PreparedFolds } from '../../shared/pipelines/prepared-folds.ts';
import type { SplitReport } from '../../shared/pipelines/split-report.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import type { Suite } from '../../shared/records/suite.ts';
import type { DiffOptions, TableDiff } from '../../shared/table/diff-tables.ts';
import type { ImportEdits, ImportPlan, ImportReport, RejectedRow } from '../../shared/table/import-plan.ts';
import type { Table } from '../../shared/table/table.ts';
import type { ValidationReport } from '../../shared/validation/report.ts';
import type { SuiteReport } from '../../shared/validation/suite-report.ts';
import type { Thresholds } from '../../shared/validation/thresholds.ts';
import type { VersionDrift } from '../../shared/validation/version-drift.ts';
import type { QuarantineInput, QuarantineOutput } from './quarantine.ts';
import type { FileRef, PackageRef, RunOptions, TableRef } from './task.ts';

/** What every task takes and gives. Inputs and outputs are plain data that can be cloned. */
export interface TaskMap {
  /** Looks at the first bytes of a file (or all of a small one). */
  'plan-import': {
    input: {
      file: FileRef;
      fileName: string;
      edits?: ImportEdits;
    };
    output: ImportPlan;
  };
  /** Reads the whole file as the plan says. */
  'read-table': {
    input: { file: FileRef; plan: ImportPlan };
    output: { table: Table; report: ImportReport };
  };
  /** Rows and cells that differ between two tables. */
  'diff-tables': {
    input: { before: TableRef; after: TableRef; options: DiffOptions };
    output: TableDiff;
  };
  validate: {
    input: { table: TableRef; target: string | null; thresholds?: Partial<Thresholds> };
    output: ValidationReport;
  };
  'infer-suite': {
    input: { table: TableRef; target: string | null; dataVersion: string | null };
    output: Suite;
  };
  /** Distributions are compared with the rows of `reference`, where given, instead of the suite's own. */
  'check-suite': {
    input: { table: TableRef; suite: Suite; reference: TableRef | null };
    output: SuiteReport;
  };
  /** A data version as a file; `beside` is the schema file of the exact form. */
  'export-table': {
    input: { table: TableRef; dataVersion: string; format: ExportFormatName };
    output: { file: Blob; beside: string | null };
  };
  /** Holds rows that are to be loaded against a suite, and sets those aside that break it. */
  quarantine: { input: QuarantineInput; output: QuarantineOutput };
  /** How alike the training and the test part of a split are. */
  'split-report': { input: { table: TableRef; target: string; seed: number }; output: SplitReport };
  /** What changed from one table to another, column by column, by MON1. */
  'version-drift': { input: { before: TableRef; after: TableRef }; output: VersionDrift };
  /** Shape, types, figures, gaps and the target's classes. The same look again is answered from memory. */
  'explore-overview': { input: { table: TableRef; target: string | null }; output: Overview };
  /** The spread of a column, split by the groups of another. */
  'explore-column': {
    input: { table: TableRef; column: string; split: string | null };
    output: Distribution;
  };
  'explore-pair': { input: { table: TableRef; x: string; y: string }; output: Pair };
  'explore-correlations': { input: { table: TableRef; measure: Measure }; output: Correlations };
  'explore-tests': { input: { table: TableRef; wish: TestWish }; output: TargetTests };
  'explore-text': { input: { table: TableRef; column: string; target: string | null }; output: TextView };
  'explore-chart': { input: { table: TableRef; spec: ChartSpec }; output: FreeChart };
  /** Rows `from` … `from + count` of those that a query lets through, in its order. */
  'explore-rows': {
    input: { table: TableRef; query: RowQuery; from: number; count: number };
    output: {
      /** How many rows the query lets through. */
      nRows: number;
      /** The row of the table that each row of the window is. */
      rows: Int32Array;
      window: Table;
      /** Missing cells of each column in all rows of the table; null where only the window was read. */
      missing: readonly number[] | null;
    };
  };
  /** Rows by their places; `missing` is of each column in all rows. */
  'rows-at': {
    input: { table: TableRef; rows: readonly number[] };
    output: { window: Table; missing: readonly number[] };
  };
  /** Evens out the classes of a table; see `balanceTable`. */
  balance: { input: { table: TableRef; wish: BalanceWish }; output: BalancedTable };
  train: {
    /** `dataVersion` spares computing it from the table. */
    input: {
      table: TableRef;
      dataVersion?: string;
      recipe: Recipe;
      /** The package that the recipe goes on from, where it does. */
      base?: PackageRef;
      threads: number | null;
      backend: string | null;
      /** What a fit may take; null or left out: what the host has. */
      memoryMb?: number | null;
      /** A checkpoint of this very run to go on from. */
      resume?: Uint8Array;
      /** The least time between two checkpoints; the usual one when left out. */
      checkpointEveryMs?: number;
    };
    output: RunOutcome;
  };
  /** One fold of a recipe in shared memory, for all trials that are prepared alike. */
  'prepare-fold': {
    input: { table: TableRef; recipe: Recipe; scope: ValidationScope; fold: number };
    output: { fold: PreparedFold; nRows: number };
  };
  /** Judges a recipe by cross-validation, in one thread: other trials run beside it. */
  trial: {
    input: {
      table: TableRef;
      recipe: Recipe;
      scope: ValidationScope;
      /** What the folds come to, where that is known; the table is not looked at then. */
      prepared?: PreparedFolds;
      backend: string | null;
      memoryMb?: number | null;
      /** How many trials share the memory of the host. */
      atOnce?: number;
    };
    output: CrossValidation;
  };
  /** Each instance is a features object or array; a bad one is an entry with `problem`, the others are served. */
  predict: {
    input: { model: PackageRef; instances: readonly unknown[]; topK?: number };
    output: { answers: PredictionOutcome[] };
  };
  /** Predicts every row of a file; the answers stand in row order. */
  'predict-file': {
    input: { model: PackageRef; file: FileRef };
    output: {
      answers: PredictionOutcome[];
      /** The file of answers for download. */
      csv: string;
      /** Rows that could not be read and have no answer; the first of them with their place. */
      rejected: RejectedRow[];
      rejectedCount: number;
    };
  };
  /** Why one row is answered as it is. */
  explain: { input: { model: PackageRef; features: unknown }; output: Explanation };
  /** What the model loses without each of its columns. */
  importance: { input: { model: PackageRef; table: TableRef } & ImportanceWish; output: ImportanceReport };
  /** What the model says as one column takes one value after the other. */
  dependence: { input: { model: PackageRef; table: TableRef } & DependenceTask; output: DependenceReport };
  /** Champion and challenger on the same held-out rows of one data version. */
  challenge: {
    input: { champion: PackageRef; challenger: PackageRef; table: TableRef; championTable: TableRef | null };
    output: ChallengeOutcome;
  };
  /** Trains again and compares digests. */
  reproduce: {
    input: {
      model: PackageRef;
      table: TableRef;
      /** What its recipe goes on from, where it does. */
      base?: PackageRef;
      threads: number | null;
      backend: string | null;
    };
    output: { same: boolean; digest: string; expected: string };
  };
}

export type TaskName = keyof TaskMap;

export type PredictionOutcome =
  | { answer: PredictionAnswer; bins: string; latencyMs: number }
  | {
      problem: {
        code: string;
        detail: string;
        remedy: string;
        errors?: { pointer: string; code: string; detail: string }[];
      };
    };

export interface ChallengeOutcome {
  nRows: number;
  /** Rows of the challenger's test part left out because the champion was trained on them. */
  excluded: number;
  champion: Evaluation;
  challenger: Evaluation;
}

/** Names of tasks with what they take and give, e.g. {@link TaskMap}. */
export type TaskShapes = Record<string, { input: object; output: unknown }>;

/** Runs tasks off the caller's thread. Workers start on first use and are replaced when they die. */
export interface Runner<Map extends { [N in keyof Map]: TaskShapes[string] }> {
  /**
   * @throws AppError whatever the task threw; `aborted` after `signal` fired, `worker-died` when the
   * worker failed to load or stopped; a call always settles.
   */
  run<N extends keyof Map & string>(
    name: N,
    input: Map[N]['input'],
    options?: RunOptions,
  ): Promise<Map[N]['output']>;
  close(): Promise<void>;
}

export type TaskRunner = Runner<TaskMap>;
