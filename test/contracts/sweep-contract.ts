import { expect, test } from 'vitest';
import type { SweepRecord } from '../../shared/records/sweep.ts';
import { sampleRun } from '../registry/sample-records.ts';
import type { Ground } from './ground.ts';

const sweep = (sweepId: string, edit: Partial<SweepRecord> = {}): SweepRecord => ({
  format: 'treadle-sweep',
  v: 1,
  sweepId,
  name: 'depths',
  experiment: 'churn',
  dataset: 'churn',
  dataVersion: 'a'.repeat(64),
  nRows: 100,
  spec: {
    models: [{ recipe: sampleRun('r').recipe, space: [{ param: 'max_depth', values: [null, 3, 5] }] }],
    search: { method: 'halving', factor: 3 },
    folds: 5,
    repeats: 1,
    metric: 'roc_auc',
    seed: 42,
  },
  status: 'RUNNING',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  spentMs: 0,
  planned: 4,
  bestTrial: null,
  bestRunId: null,
  outer: [],
  error: null,
  ...edit,
});

export function describeSweeps(at: Ground): void {
  test('sweeps stay as they were put, the oldest first, also over a restart', async () => {
    const { sweeps } = at.workspace;
    await sweeps.put(sweep('s2'));
    await sweeps.put(sweep('s1'));
    await sweeps.put(sweep('s3'));
    await sweeps.put(sweep('s2', { status: 'FINISHED', bestTrial: 1 }));
    await sweeps.delete('s3');
    await sweeps.delete('never-there');
    await at.reopen();
    const after = at.workspace.sweeps;
    expect(await after.list()).toEqual([sweep('s1'), sweep('s2', { status: 'FINISHED', bestTrial: 1 })]);
    expect(await after.get('s1')).toEqual(sweep('s1'));
    expect(await after.get('s3')).toBeNull();
  });
}
