import type { ImportPlan } from '../../shared/table/import-plan.ts';
import { PLAN_HEAD_BYTES, planImport } from '../../shared/table/plan-import.ts';
import { fileHead, sizeOf } from './file-chunks.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

/** Reads no more of the file than the plan is made from. */
export const planImportTask: Task<TaskMap['plan-import']['input'], ImportPlan> = {
  async run({ file, edits }) {
    const sizeBytes = sizeOf(file);
    const head = await fileHead(file, PLAN_HEAD_BYTES);
    return planImport(head, {
      complete: head.length === sizeBytes,
      sizeBytes,
      ...(edits === undefined ? {} : { edits }),
    });
  },
};
