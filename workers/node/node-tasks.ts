import { availableParallelism } from 'node:os';
import { lanes, laneWidths } from '../tasks/lanes.ts';
import { createRemoteRunner } from '../tasks/remote-runner.ts';
import type { TaskRunner } from '../tasks/tasks.ts';
import { startThread, threadEntry } from './thread.ts';

/** Tasks in worker threads. Tables and packages go by value (`{table}`, `{bytes}`). */
export function createNodeTasks(): TaskRunner {
  return createRemoteRunner(
    () => startThread(threadEntry('task-thread')),
    lanes,
    laneWidths(availableParallelism()),
  );
}
