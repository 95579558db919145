import type { ReadRows } from '../column-reading.ts';
import type { ImportEdits, ImportPlan } from '../import-plan.ts';
import type { Content } from '../packed/byte-source.ts';

/**
 * One kind of file: looks at it and proposes a plan, then reads it as planned. The same rows give the
 * same table, and so the same data version, whatever format they come in.
 */
export interface TableFormat {
  /** @throws AppError `empty-file`, `no-rows`, `parse-failed`, `too-many-columns`. */
  plan(content: Content, edits: ImportEdits): Promise<ImportPlan>;
  /** @throws AppError `aborted`, `no-rows`, `parse-failed`, `out-of-memory`. */
  read(content: Content, plan: ImportPlan, signal: AbortState | undefined): Promise<ReadRows>;
}

export interface AbortState {
  readonly aborted: boolean;
}
