import type { TaskMap } from '../../../workers/tasks/tasks.ts';
import { useAnswer, type Answer } from '../../shell/use-answer.ts';

type Look = Extract<keyof TaskMap, `explore-${string}`>;

/** What the worker sees in a data version. The same look at the same version is computed once. */
export function useLook<N extends Look>(
  name: N,
  dataVersion: string,
  wish: Omit<TaskMap[N]['input'], 'table'>,
): Answer<TaskMap[N]['output']> {
  return useAnswer(`${name}:${dataVersion}:${JSON.stringify(wish)}`, async (host, options) => {
    const table = await host.tableRef(dataVersion);
    return host.tasks.run(name, { ...wish, table } as TaskMap[N]['input'], options);
  });
}
