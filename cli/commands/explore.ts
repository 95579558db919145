import type { Correlations } from '../../shared/exploration/correlations.ts';
import type { TextView } from '../../shared/exploration/text.ts';
import { schemaOf } from '../../shared/table/columns.ts';
import type { RunOptions, TableRef } from '../../workers/tasks/task.ts';
import type { TaskRunner } from '../../workers/tasks/tasks.ts';
import type { Command, Invocation } from '../command.ts';
import { explorationText, type Exploration } from '../exploration-text.ts';
import { filePart, filePartOptions } from '../file-part.ts';
import { withExistingHost, withTasks } from '../host.ts';
import { print, printJson, rowsRead, withProgress } from '../output.ts';
import { existingDataset, isFile, noSuchSource, readSource } from '../source.ts';

export const exploreCommand: Command = {
  usage: 'explore FILE|DATASET [--target COLUMN] [options]',
  options: [
    {
      name: 'target',
      type: 'string',
      value: 'COLUMN',
      help: 'the column to look for relations with (default: that of the dataset)',
    },
    {
      name: 'group',
      type: 'string',
      value: 'LABEL',
      help: 'test this group of the target against the rest, or against --against',
    },
    { name: 'against', type: 'string', value: 'LABEL', help: 'the group to test --group against' },
    ...filePartOptions,
  ],
  notes: [
    'Nothing is stored. Figures are of all rows; correlations and tests of at most 100,000 and texts of at\nmost 20,000, always the same ones.',
  ],
  examples: [
    'explore customers.csv --target Churn',
    'explore products --target category --group Laptops',
    'explore customers --json | jq ".tests.tests[] | select(.effect.size == \\"large\\")"',
  ],
  positionals: [1, 1],
  async run(invocation) {
    const [name] = invocation.positionals as [string];
    const found = (await isFile(name))
      ? await exploreFile(name, invocation)
      : await exploreDataset(name, invocation);
    if (invocation.flag('json')) printJson(found);
    else print(explorationText(found));
    return 0;
  },
};

function exploreFile(path: string, invocation: Invocation): Promise<Exploration> {
  const { signal } = invocation;
  return withTasks((tasks) =>
    withProgress('explore', async (onProgress) => {
      const edits = filePart(invocation);
      const { name, table } = await readSource(tasks, path, { edits, signal, onProgress });
      const target = invocation.string('target') ?? null;
      const source = { name, table: { table }, schema: schemaOf(table), target };
      return explore(tasks, source, { invocation, onProgress });
    }),
  );
}

function exploreDataset(name: string, invocation: Invocation): Promise<Exploration> {
  const { signal } = invocation;
  return withExistingHost(invocation, noSuchSource(name), (host) =>
    withProgress('explore', async (onProgress) => {
      const { dataset, dataVersion } = await existingDataset(host, name);
      const target = invocation.string('target') ?? dataset.target;
      const table = await host.tableRef(dataVersion, rowsRead(onProgress, signal));
      const source = { name, table, schema: dataset.schema, target };
      return explore(host.tasks, source, { invocation, onProgress });
    }),
  );
}

interface Source {
  readonly name: string;
  readonly table: TableRef;
  readonly schema: ReturnType<typeof schemaOf>;
  readonly target: string | null;
}

interface Looking {
  readonly invocation: Invocation;
  readonly onProgress: NonNullable<RunOptions['onProgress']>;
}

async function explore(
  tasks: TaskRunner,
  source: Source,
  { invocation, onProgress }: Looking,
): Promise<Exploration> {
  const { name, table, schema, target } = source;
  const { signal } = invocation;
  const overview = await tasks.run('explore-overview', { table, target }, { signal, onProgress });
  const texts: TextView[] = [];
  for (const { name: column, type } of schema) {
    if (type === 'text' && column !== target)
      texts.push(await tasks.run('explore-text', { table, column, target }, { signal }));
  }
  if (target === null) return { name, overview, correlations: null, tests: null, texts };
  const matrix = await tasks.run('explore-correlations', { table, measure: 'association' }, { signal });
  const [a, b] = [invocation.string('group'), invocation.string('against')];
  const wish = { target, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
  const tests = await tasks.run('explore-tests', { table, wish }, { signal });
  return { name, overview, correlations: rowOf(matrix, target), tests, texts };
}

function rowOf({ columns, values }: Correlations, target: string): Exploration['correlations'] {
  const at = columns.findIndex(({ name }) => name === target);
  if (at < 0) return null;
  return columns
    .map(({ name }, j) => ({ column: name, association: values[at]![j]! }))
    .filter(({ column }) => column !== target)
    .toSorted((a, b) => (b.association ?? -1) - (a.association ?? -1));
}
