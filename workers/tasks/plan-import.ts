import { planFile } from '../../shared/table/formats/open-file.ts';
import type { ImportPlan } from '../../shared/table/import-plan.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

/** Reads no more of the file than the plan is made from, where its format allows. */
export const planImportTask: Task<TaskMap['plan-import']['input'], ImportPlan> = {
  run: async ({ file, fileName, edits }, { openFile }) => planFile(await openFile(file), fileName, edits),
};
