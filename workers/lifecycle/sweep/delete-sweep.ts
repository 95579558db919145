import { AppError } from '../../../shared/errors/app-error.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { Host } from '../host.ts';

/**
 * Forgets a sweep; its trials and its best run stay among the runs.
 * @throws AppError `sweep-unknown`; `sweep-running` while somebody works on it.
 */
export async function deleteSweep({ workspace }: Host, sweepId: string): Promise<SweepRecord> {
  const sweep = await workspace.sweeps.get(sweepId);
  if (sweep === null)
    throw new AppError('sweep-unknown', { detail: `There is no sweep ${sweepId} on this device.` });
  if (sweep.status === 'RUNNING')
    throw new AppError('sweep-running', {
      detail: `The sweep "${sweep.name}" is under way.`,
      remedy: 'Cancel it first.',
    });
  await workspace.sweeps.delete(sweepId);
  return sweep;
}
