import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { sampleRun } from '../registry/sample-records.ts';
import { describeBlobs } from './blob-contract.ts';
import { describeDatasets } from './dataset-contract.ts';
import { describeHistory } from './dataset-history-contract.ts';
import type { Ground } from './ground.ts';
import { describeLog } from './log-contract.ts';
import { describeCheckpoints } from './checkpoint-contract.ts';
import { describeSuites } from './suite-contract.ts';
import { describeSweeps } from './sweep-contract.ts';

/** A fresh workspace; `remove` closes what is open and removes its storage. */
export interface OpenedWorkspace extends Ground {
  remove(): Promise<void>;
}

/**
 * What every workspace promises (`workers/workspace.ts`), run over each kind of it: hand in how one is
 * opened.
 */
export function describeWorkspace(name: string, open: () => Promise<OpenedWorkspace>): void {
  describe(name, () => {
    let opened: OpenedWorkspace;
    let workspace: Workspace;
    beforeEach(async () => {
      opened = await open();
      ({ workspace } = opened);
    });
    afterEach(() => opened.remove());
    const at: Ground = {
      get workspace() {
        return workspace;
      },
      reopen: async () => (workspace = await opened.reopen()),
      another: () => opened.another(),
      damageBlob: (digest) => opened.damageBlob(digest),
    };

    describeDatasets(at);
    describeHistory(at);
    describeBlobs(at);
    describeLog(at);
    describeDrafts(at);
    describeCheckpoints(at);
    describePredictions(at);
    describeSuites(at);
    describeSweeps(at);
  });
}

function describeDrafts(at: Ground): void {
  test('drafts stay until they are deleted, also over a restart', async () => {
    await at.workspace.drafts.put(sampleRun('r1', { status: 'RUNNING' }));
    await at.workspace.drafts.put(sampleRun('r2', { status: 'RUNNING' }));
    await at.workspace.drafts.put(sampleRun('r1', { status: 'RUNNING', note: 'half way' }));
    await at.workspace.drafts.delete('r2');
    await at.workspace.drafts.delete('never-there');
    await at.reopen();
    expect(await at.workspace.drafts.list()).toEqual([
      sampleRun('r1', { status: 'RUNNING', note: 'half way' }),
    ]);
  });
}

function describePredictions(at: Ground): void {
  test('predictions are read by half-open time windows, oldest first, also after a restart', async () => {
    const records = [300, 100, 200, 400].map(prediction);
    await at.workspace.predictions.append(records.slice(0, 2));
    await at.workspace.predictions.append(records.slice(2));
    await at.workspace.predictions.append([]);
    await at.reopen();
    expect(await at.workspace.predictions.between(100, 400)).toEqual([100, 200, 300].map(prediction));
    expect(await at.workspace.predictions.between(401, 1000)).toEqual([]);
  });

  test('thousands of predictions are stored in one go', async () => {
    await at.workspace.predictions.append(Array.from({ length: 2500 }, (_, i) => prediction(i)));
    expect(await at.workspace.predictions.between(0, 2500)).toHaveLength(2500);
  });
}

function prediction(at: number): PredictionRecord {
  const regression = at % 200 === 0;
  return {
    requestId: `request-${String(at).padStart(6, '0')}`,
    at,
    model: 'churn',
    versionId: 'v1',
    version: 1,
    host: 'cli',
    label: regression ? null : 'Yes',
    value: regression ? 0.1 + 0.2 : null,
    confidence: regression ? null : 1 / 3,
    latencyMs: 0.25,
    bins: 'AQACAA==',
  };
}
