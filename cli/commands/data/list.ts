import { loadStatus } from '../../../shared/records/dataset-history.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { hasWorkspace, withHost } from '../../host.ts';
import { formatTable, print, printJson } from '../../output.ts';

export async function listData(invocation: Invocation): Promise<ExitCode> {
  const datasets = hasWorkspace(invocation)
    ? await withHost(invocation, (host) => host.workspace.datasets.list())
    : [];
  const rows = datasets.map((dataset) => ({
    dataset: dataset.name,
    ...loadStatus(dataset),
    columns: dataset.schema.length,
    target: dataset.target,
    versions: dataset.versions.length,
    dataVersion: dataset.versions.at(-1)?.dataVersion ?? null,
  }));
  if (invocation.flag('json')) printJson(rows);
  else if (rows.length === 0) print('No datasets yet. `treadle data load FILE` makes one.');
  else {
    print(
      formatTable(
        ['dataset', 'rows', 'columns', 'loaded %', 'target', 'versions', 'newest version', 'last load'],
        rows.map((row) => [
          row.dataset,
          row.total_rows,
          row.columns,
          row.current_percentage,
          row.target ?? '',
          row.versions,
          row.dataVersion?.slice(0, 12) ?? '',
          row.last_load_date ?? '',
        ]),
      ),
    );
  }
  return 0;
}
