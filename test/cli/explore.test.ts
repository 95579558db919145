import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import { churnCsv, openBench, type Bench } from './treadle.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.remove());

interface Explored {
  readonly overview: { nRows: number; target: { groups: { label: string; count: number }[] } };
  readonly correlations: { column: string; association: number }[] | null;
  readonly tests: { a: string; b: string | null; tests: { column: string; words: string }[] } | null;
}

describe('explore', () => {
  it('says of a file what it holds and what goes with the target, and stores nothing', async () => {
    const file = bench.write('churn.csv', churnCsv(500));
    const found = await bench.json<Explored>('explore', file, '--target', 'Churn');
    expect(found).toMatchObject({ code: 0, overview: { nRows: 500 }, tests: { a: 'Yes', b: 'No' } });
    const strengths = found.correlations!.map(({ association }) => association);
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
    expect(found.tests!.tests[0]!.words).toMatch(/that chance does not explain/);
    await expect(openWorkspaceDatasets()).resolves.toEqual([]);
    const { stdout, stderr, code } = await bench.run('explore', file, '--target', 'Churn');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Target Churn: .*Yes/);
    expect(stdout).toMatch(/Tests Yes against No of Churn/);
  });

  it('refuses a column or a group that is not there', async () => {
    const file = bench.write('churn.csv', churnCsv(60));
    expect((await bench.run('explore', file, '--target', 'Nowhere')).stderr).toMatch(/no column "Nowhere"/);
    const group = await bench.run('explore', file, '--target', 'Churn', '--group', 'Maybe');
    expect(group.stderr).toMatch(/has no group "Maybe"/);
  });
});

describe('balance', () => {
  it('makes two datasets of one, logs the run in its own experiment, and finds the same rows again', async () => {
    const file = bench.write('churn.csv', churnCsv(400));
    await bench.json(
      'train',
      file,
      '--target',
      'Churn',
      '--estimator',
      'decision-tree',
      '--balance',
      'undersample',
    );
    const words = ['balance', 'churn', '--strategy', 'smote', '--seed', '7'];
    const first = await bench.json<{ dataVersion: string; classes: { before: number; after: number }[] }>(
      ...words,
    );
    const again = await bench.json<{ dataVersion: string }>(...words);
    expect(first).toMatchObject({
      code: 0,
      dataset: 'churn-balanced',
      heldOut: { dataset: 'churn-held-out' },
    });
    expect(new Set(first.classes.map(({ after }) => after)).size).toBe(1);
    expect(again.dataVersion).toBe(first.dataVersion);
    expect(await openWorkspaceDatasets()).toEqual(['churn', 'churn-balanced', 'churn-held-out']);
    const runs = await openWorkspaceRuns();
    const balancings = runs.filter(({ experiment }) => experiment === 'balancing');
    expect(balancings).toHaveLength(2);
    expect(balancings[0]).toMatchObject({ status: 'FINISHED', dataset: 'churn', modelDigest: null });
    expect(balancings[0]!.tags).toContainEqual({ key: 'derived_data_version', value: first.dataVersion });
    expect(balancings[0]!.artifacts.map(({ path }) => path)).toEqual(['class_distribution.csv']);
    expect(runs.find(({ experiment }) => experiment === 'churn')!.recipe.balance).toEqual({
      strategy: 'undersample',
    });
    expect((await bench.run('runs')).code).toBe(0);
  });

  it('refuses an unknown strategy before it touches anything', async () => {
    const { code, stderr } = await bench.run('balance', 'churn', '--strategy', 'guess');
    expect(code).toBe(2);
    expect(stderr).toMatch(/--strategy must be one of oversample, undersample, smote, not "guess"/);
  });
});

async function openWorkspaceDatasets(): Promise<string[]> {
  const workspace = await openWorkspace(bench.workspace);
  try {
    return (await workspace.datasets.list()).map(({ name }) => name).toSorted();
  } finally {
    await workspace.close();
  }
}

async function openWorkspaceRuns() {
  const workspace = await openWorkspace(bench.workspace);
  try {
    return [...(await workspace.log.state()).registry.runs.values()].map(({ run }) => run);
  } finally {
    await workspace.close();
  }
}
