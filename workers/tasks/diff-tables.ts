import { diffTables, type TableDiff } from '../../shared/table/diff-tables.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

export const diffTablesTask: Task<TaskMap['diff-tables']['input'], TableDiff> = {
  async run({ before, after, options }, context) {
    const old = await context.table(before);
    context.checkNotAborted();
    return diffTables(old, await context.table(after), options);
  },
};
