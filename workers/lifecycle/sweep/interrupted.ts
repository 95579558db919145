import { AppError } from '../../../shared/errors/app-error.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { Host } from '../host.ts';

/**
 * Says of sweeps whose owner is gone that they were stopped; they can be continued.
 * @param isAlive whether somebody still works on that sweep.
 */
export async function settleInterruptedSweeps(
  host: Host,
  isAlive: (sweepId: string) => Promise<boolean>,
): Promise<SweepRecord[]> {
  const settled: SweepRecord[] = [];
  for (const sweep of await host.workspace.sweeps.list()) {
    if (sweep.status !== 'RUNNING' || (await isAlive(sweep.sweepId))) continue;
    const { code, detail, remedy } = new AppError('aborted', {
      detail: 'The page or process that worked on this sweep was closed.',
      remedy: 'Continue it: trials that ended are not repeated.',
    });
    const stopped: SweepRecord = {
      ...sweep,
      status: 'STOPPED',
      endedAt: host.now().toISOString(),
      error: { code, detail, remedy },
    };
    await host.workspace.sweeps.put(stopped);
    settled.push(stopped);
  }
  return settled;
}
