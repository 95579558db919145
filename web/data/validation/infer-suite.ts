import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import type { Suite } from '../../../shared/records/suite.ts';
import { runActivity } from '../../shell/activity.ts';
import type { PageHost } from '../../shell/host-context.tsx';

/** What the rows of a version keep; shown as work under way, which can be cancelled. */
export function inferSuite(host: PageHost, dataset: DatasetRecord, dataVersion: string): Promise<Suite> {
  const { name, target } = dataset;
  return runActivity({ kind: 'look', title: `Infer expectations of ${name}` }, async (options) => {
    const table = await host.tableRef(dataVersion);
    return host.tasks.run('infer-suite', { table, target, dataVersion }, options);
  });
}
