import { balanceTable } from '../../shared/pipelines/balance-table.ts';
import { transferables } from '../../shared/table/transferables.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

export const balanceTask: Task<TaskMap['balance']['input'], TaskMap['balance']['output']> = {
  async run({ table, wish }, context) {
    return balanceTable(await context.table(table), wish);
  },
  transfer: ({ balanced, heldOut }) => [
    ...new Set([...transferables(balanced), ...(heldOut === null ? [] : transferables(heldOut))]),
  ],
};
