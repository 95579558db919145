import { AppError } from '../../errors/app-error.ts';
import type { ImportPlan } from '../import-plan.ts';
import { PLAN_HEAD_BYTES, planImport, type DelimitedPlan } from '../plan-import.ts';
import { readDelimited } from '../read-table.ts';
import type { TableFormat } from './format.ts';

export const delimitedFormat: TableFormat = {
  async plan(content, edits) {
    const { bytes, complete } = await content.head(PLAN_HEAD_BYTES);
    return planImport(bytes, { complete, sizeBytes: bytes.length, edits });
  },
  read: (content, plan, signal) =>
    readDelimited(content.chunks(), requireDialect(plan), signal === undefined ? {} : { signal }),
};

/** @throws AppError `internal`: plans of delimited text have a dialect. */
export function requireDialect(plan: ImportPlan): DelimitedPlan {
  const { dialect } = plan;
  if (dialect !== null) return { ...plan, dialect };
  throw new AppError('internal', { detail: `A plan for ${plan.format} has no dialect.` });
}
