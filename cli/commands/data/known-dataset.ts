import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import type { Invocation } from '../../command.ts';
import { withExistingHost, type FolderHost } from '../../host.ts';
import { existingDataset } from '../../source.ts';

/**
 * Runs work on a dataset of the workspace, in the name of `--by` where it is given.
 * @throws AppError `dataset-unknown`, with the datasets that there are.
 */
export function withDataset<T>(
  name: string,
  invocation: Invocation,
  work: (host: FolderHost, dataset: DatasetRecord) => Promise<T>,
): Promise<T> {
  const missing = { code: 'dataset-unknown', detail: `There is no dataset "${name}".` } as const;
  return withExistingHost(invocation, missing, async (host) => {
    const { dataset } = await existingDataset(host, name);
    return work(inTheNameOf(host, invocation), dataset);
  });
}

export function inTheNameOf(host: FolderHost, invocation: Invocation): FolderHost {
  const by = invocation.string('by');
  return by === undefined ? host : { ...host, author: by };
}
