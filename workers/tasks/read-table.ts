import { readFile } from '../../shared/table/formats/open-file.ts';
import { transferables } from '../../shared/table/transferables.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

export const readTableTask: Task<TaskMap['read-table']['input'], TaskMap['read-table']['output']> = {
  async run({ file, plan }, { report, signal, openFile, handOver }) {
    const source = await openFile(file);
    const read = await readFile(source, plan, {
      signal,
      onProgress: (done) => report({ stage: 'load', done, total: source.sizeBytes }),
    });
    return { ...read, table: handOver(read.table) };
  },
  transfer: ({ table }) => transferables(table),
};
