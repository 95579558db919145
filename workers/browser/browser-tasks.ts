import { lanes, laneWidths } from '../tasks/lanes.ts';
import { createRemoteRunner } from '../tasks/remote-runner.ts';
import type { Runner } from '../tasks/tasks.ts';
import type { BrowserTaskMap } from './storage-tasks.ts';
import { webWorkerHandle } from './web-worker.ts';

/**
 * Tasks in Web Workers. Tables and packages go by name (`{dataVersion}`, `{digest}`): the workers read
 * them from the page's database, called `database`.
 */
export function createBrowserTasks(database: string): Runner<BrowserTaskMap> {
  const spawn = () =>
    webWorkerHandle(
      new Worker(new URL('./task-worker.ts', import.meta.url), { type: 'module', name: database }),
    );
  return createRemoteRunner<BrowserTaskMap>(
    spawn,
    { ...lanes, 'change-dataset': 'data', 'probe-backends': 'training' },
    laneWidths(navigator.hardwareConcurrency),
  );
}
