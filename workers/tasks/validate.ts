import { validateTable } from '../../shared/validation/validate-table.ts';
import type { ValidationReport } from '../../shared/validation/report.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

export const validateTask: Task<TaskMap['validate']['input'], ValidationReport> = {
  async run({ table, target, thresholds }, context) {
    const rows = await context.table(table);
    context.report({ stage: 'validate', done: 0, total: 0 });
    return validateTable(rows, target, thresholds);
  },
};
