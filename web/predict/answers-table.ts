import { planForSchema } from '../../shared/table/plan-import.ts';
import type { ColumnType, Table } from '../../shared/table/table.ts';
import type { Host } from '../../workers/lifecycle/host.ts';

/** What the file of answers adds to the features. */
const answerColumns = ['prediction', 'confidence', 'error'];

/** The file of answers as a table to look at, answers first, read in a worker by the types that are known. */
export async function loadTable(
  { tasks }: Pick<Host, 'tasks'>,
  csv: string,
  types: readonly { name: string; type: ColumnType }[],
): Promise<Table> {
  const file = new Blob([csv], { type: 'text/csv' });
  const plan = await tasks.run('plan-import', { file, fileName: 'answers.csv' });
  const { table } = await tasks.run('read-table', { file, plan: planForSchema(plan, types) });
  const answers = table.columns.filter(({ name }) => answerColumns.includes(name));
  const features = table.columns.filter(({ name }) => !answerColumns.includes(name));
  return { ...table, columns: [...answers, ...features] };
}
