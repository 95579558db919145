import { describe, expect, test, vi } from 'vitest';
import { rollbackTarget } from '../../shared/deployment/rollback.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { sampleRun, sampleVersion } from '../registry/sample-records.ts';
import { code } from './code.ts';
import type { Ground } from './ground.ts';

const promote = (at: Ground, versionId: string, holder: string | null) =>
  at.workspace.log.commit('stage.transitioned', {
    versionId,
    stage: 'Production',
    reason: '',
    expect: { versionId: holder },
  });

async function register({ workspace }: Ground, ...versionIds: string[]): Promise<void> {
  const model = { model: 'churn', modelUuid: 'uuid', description: '', tags: [] };
  await workspace.log.commit('model.created', model);
  for (const versionId of versionIds) {
    const digest = await workspace.blobs.put(new TextEncoder().encode(versionId));
    await workspace.log.commit('version.registered', sampleVersion('churn', versionId, { digest }));
  }
}

const create = (log: Workspace['log'], i: number) =>
  log.commit('model.created', { model: `model-${i % 3}`, modelUuid: `u${i}`, description: '', tags: [] });

export function describeLog(at: Ground): void {
  describe('the log', () => {
    test('what is committed is in the state at once, and after a restart', async () => {
      await at.workspace.log.commit('run.recorded', { run: sampleRun('r') });
      await register(at, 'v1', 'v2');
      await promote(at, 'v1', null);
      await promote(at, 'v2', 'v1');
      const before = await at.workspace.log.state();
      const { registry, deployment } = before;
      expect(registry.runs.get('r')?.run).toEqual(sampleRun('r'));
      expect(
        registry.models.get('churn')?.versions.map(({ version, semver, stage }) => [version, semver, stage]),
      ).toEqual([
        [1, '1.0.0', 'Archived'],
        [2, '1.0.1', 'Production'],
      ]);
      expect(rollbackTarget(deployment, 'churn')).toBe('v1');
      await at.reopen();
      expect(await at.workspace.log.state()).toEqual(before);
    });

    test('a rejected change throws its code, and nothing of it is stored', async () => {
      await register(at, 'v1', 'v2');
      await promote(at, 'v1', null);
      const before = await at.workspace.log.state();
      await expect(promote(at, 'v2', null)).rejects.toThrow(code('stale-precondition'));
      await expect(at.workspace.log.commit('run.deleted', { runId: 'none' })).rejects.toThrow(
        code('run-unknown'),
      );
      expect(await at.workspace.log.state()).toEqual(before);
      await at.reopen();
      expect(await at.workspace.log.state()).toEqual(before);
      await promote(at, 'v2', 'v1');
    });

    test('the state is the same object until something changes, and the old one never changes', async () => {
      await register(at, 'v1');
      const before = await at.workspace.log.state();
      const copy = structuredClone(before);
      expect(await at.workspace.log.state()).toBe(before);
      await promote(at, 'v1', null);
      expect(await at.workspace.log.state()).not.toBe(before);
      expect(before).toEqual(copy);
    });

    test('commits at the same time are put in one order; of two that collide one is rejected', async () => {
      const beside = await at.another();
      const logs = [at.workspace.log, beside.log, at.workspace.log, beside.log];
      const outcomes = await Promise.allSettled(logs.map(create));
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([
        { status: 'rejected', reason: code('name-taken') },
      ]);
      for (const { log } of [at.workspace, beside]) {
        expect([...(await log.state()).registry.models.keys()].toSorted()).toEqual([
          'model-0',
          'model-1',
          'model-2',
        ]);
      }
      await beside.close();
    });

    test('listeners hear of their own commits and of those from elsewhere, until they leave', async () => {
      const beside = await at.another();
      const [here, there] = [vi.fn(), vi.fn()];
      const leave = at.workspace.log.subscribe(here);
      beside.log.subscribe(there);
      await at.workspace.log.commit('run.recorded', { run: sampleRun('r1') });
      await vi.waitFor(() => expect(here).toHaveBeenCalled(), { timeout: 2000 });
      await vi.waitFor(() => expect(there).toHaveBeenCalled(), { timeout: 2000 });
      expect((await beside.log.state()).registry.runs.has('r1')).toBe(true);
      leave();
      here.mockClear();
      there.mockClear();
      await at.workspace.log.commit('run.recorded', { run: sampleRun('r2') });
      await vi.waitFor(() => expect(there).toHaveBeenCalled(), { timeout: 2000 });
      expect(here).not.toHaveBeenCalled();
      await beside.close();
    });
  });
}
