import { readTable } from '../../shared/table/read-table.ts';
import { transferables } from '../../shared/table/transferables.ts';
import { fileChunks, sizeOf } from './file-chunks.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

export const readTableTask: Task<TaskMap['read-table']['input'], TaskMap['read-table']['output']> = {
  run({ file, plan }, { report, signal }) {
    const total = sizeOf(file);
    return readTable(fileChunks(file), plan, {
      signal,
      onProgress: (done) => report({ stage: 'load', done, total }),
    });
  },
  transfer: ({ table }) => transferables(table),
};
