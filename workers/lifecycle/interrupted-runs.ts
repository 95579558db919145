import { AppError } from '../../shared/errors/app-error.ts';
import { decodeCheckpoint } from '../../shared/packaging/checkpoint-file.ts';
import { requireSameRun, runIdentity } from '../../shared/pipelines/run-identity.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';
import { carryOut, failed, record, type TrainRequest } from './train.ts';

/*
 * A run that ends before its time and has a checkpoint waits on its device, as a draft that says what
 * happened: it is resumed under its own id, or discarded, which records it as it is.
 */

/** Whether a run of this device waits to be resumed or discarded. */
export const isInterrupted = (draft: RunRecord): boolean => draft.status !== 'RUNNING';

/**
 * Marks runs whose owner is gone as interrupted, so that nothing looks as if it still ran; those without a
 * checkpoint have ended for good and are recorded.
 * @param isAlive whether somebody still trains that run.
 * @returns the runs that this call found, as they stand now, and which of them wait.
 */
export async function settleInterruptedRuns(
  host: Host,
  isAlive: (runId: string) => Promise<boolean>,
): Promise<{ run: RunRecord; resumable: boolean }[]> {
  const { registry } = await host.workspace.log.state();
  const settled: { run: RunRecord; resumable: boolean }[] = [];
  for (const draft of await host.workspace.drafts.list()) {
    if (isInterrupted(draft) || (await isAlive(draft.runId))) continue;
    if (registry.runs.has(draft.runId)) await forget(host, draft.runId);
    else settled.push(await settle(host, draft));
  }
  return settled;
}

async function settle(host: Host, draft: RunRecord): Promise<{ run: RunRecord; resumable: boolean }> {
  const { checkpoints, drafts } = host.workspace;
  const resumable = await checkpoints.has(draft.runId);
  const error = new AppError('aborted', {
    detail: 'The page or process that trained this run was closed.',
    remedy: resumable ? 'Resume it, or discard it.' : 'Train it again.',
  });
  const run = failed(host, draft, error);
  if (resumable) await drafts.put(run);
  else await record(host, run);
  return { run, resumable };
}

async function forget({ workspace }: Host, runId: string): Promise<void> {
  await workspace.checkpoints.delete(runId);
  await workspace.drafts.delete(runId);
}

/** Where and how to train on; the rest the run knows itself. */
export type ResumeRequest = Pick<TrainRequest, 'threads' | 'backend' | 'memoryMb' | 'checkpointEveryMs'>;

/**
 * Takes up an interrupted run where its last checkpoint left it: the same run goes on, its record tells
 * when that was, and the model has the bytes of an uninterrupted training (own estimators).
 * @throws AppError `run-unknown`, `run-not-resumable`, `run-under-way`, `rows-not-here`, `checkpoint-stale`,
 * `checkpoint-invalid`, or what training threw; after those the run still waits.
 */
export async function resumeRun(
  host: Host,
  runId: string,
  request: ResumeRequest = {},
  options: RunOptions = {},
): Promise<RunRecord> {
  await interruptedRun(host, runId);
  return host.whileTraining(runId, async () => {
    // Another tab or process may have been faster.
    const { draft, checkpoint } = await interruptedRun(host, runId);
    const { done, total } = decodedFor(host, draft, checkpoint);
    await requireRows(host, draft);
    const table = await host.tableRef(draft.dataVersion);
    const resumed = [...(draft.resumed ?? []), { at: host.now().toISOString(), done, total }];
    const again: RunRecord = { ...draft, status: 'RUNNING', endedAt: null, error: null, resumed };
    await host.workspace.drafts.put(again);
    return carryOut(host, { draft: again, table, request, resume: checkpoint }, options);
  });
}

async function interruptedRun(
  { workspace }: Host,
  runId: string,
): Promise<{ draft: RunRecord; checkpoint: Uint8Array }> {
  const draft = (await workspace.drafts.list()).find((each) => each.runId === runId);
  if (draft === undefined) throw await notWaiting(workspace, runId);
  const checkpoint = await workspace.checkpoints.get(runId);
  if (checkpoint !== null) return { draft, checkpoint };
  throw new AppError('run-not-resumable', { detail: `The run "${draft.name}" has no checkpoint yet.` });
}

async function notWaiting(workspace: Host['workspace'], runId: string): Promise<AppError> {
  const run = (await workspace.log.state()).registry.runs.get(runId)?.run;
  if (run === undefined) return new AppError('run-unknown', { detail: `There is no run ${runId}.` });
  return new AppError('run-not-resumable', {
    detail: `The run "${run.name}" has ended: it is ${run.status}.`,
    remedy: run.status === 'FINISHED' ? 'There is nothing to resume.' : 'Train it again.',
  });
}

function decodedFor(host: Host, { recipe, dataVersion }: RunRecord, file: Uint8Array) {
  const checkpoint = decodeCheckpoint(file);
  requireSameRun(checkpoint, runIdentity(recipe, dataVersion, host.environment.engineVersion));
  return checkpoint;
}

async function requireRows({ workspace }: Host, { dataset, dataVersion }: RunRecord): Promise<void> {
  if (await workspace.datasets.has(dataVersion)) return;
  throw new AppError('rows-not-here', {
    detail: `The rows of "${dataset}" that the run was training on are not on this device any more.`,
    remedy: 'Load the same file again, then resume it; or discard the run.',
  });
}

/**
 * Gives an interrupted run up: it is recorded with what interrupted it, and its checkpoint goes.
 * @throws AppError `run-unknown`, `run-not-resumable`, `run-under-way`.
 */
export async function discardRun(host: Host, runId: string): Promise<RunRecord> {
  return host.whileTraining(runId, async () => {
    const draft = (await host.workspace.drafts.list()).find((each) => each.runId === runId);
    if (draft === undefined) throw await notWaiting(host.workspace, runId);
    const { run, resumable } = isInterrupted(draft)
      ? { run: draft, resumable: true }
      : await settle(host, draft);
    if (!resumable) return run;
    const { code, detail } = run.error!;
    return record(host, { ...run, error: { code, detail, remedy: 'Train it again.' } });
  });
}
