import { exportFormats } from '../../shared/table/export-table.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

/** Writes a table as one file, and the file that stands beside it where the format has one. */
export const exportTableTask: Task<TaskMap['export-table']['input'], TaskMap['export-table']['output']> = {
  async run({ table, dataVersion, format }, context) {
    const { pieces, beside } = await exportFormats[format].write(await context.table(table), dataVersion);
    context.checkNotAborted();
    return { file: new Blob([...pieces]), beside: beside?.text ?? null };
  },
};
