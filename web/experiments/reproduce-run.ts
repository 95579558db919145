import { AppError } from '../../shared/errors/app-error.ts';
import { baseOf } from '../../workers/lifecycle/base-of.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { runActivity } from '../shell/activity.ts';
import { shortDigest } from '../shell/format.ts';
import type { PageHost } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';

/**
 * Trains the run's recipe on the same rows again and compares the packages.
 * @throws AppError `golden-mismatch` when the bytes differ, `rows-not-here`, or what training threw.
 */
export async function reproduceRun(host: PageHost, run: RunRecord): Promise<void> {
  if (run.modelDigest === null) return;
  const model = await host.packageRef(run.modelDigest);
  const table = await host.tableRef(run.dataVersion);
  const base = await baseOf(host, run.modelDigest);
  const { same, digest, expected } = await runActivity(
    { kind: 'train', title: `Reproduce ${run.name}` },
    (options) =>
      host.tasks.run('reproduce', { model, table, ...base, threads: null, backend: null }, options),
  );
  if (!same) {
    throw new AppError('golden-mismatch', {
      detail: `Trained again, ${run.name} gave ${shortDigest(digest)} instead of ${shortDigest(expected)}.`,
      remedy: 'Check that the engine version and the browser are the same; report it if they are.',
    });
  }
  notifyDone(`Reproduced: the same package, ${shortDigest(digest)}.`);
}
