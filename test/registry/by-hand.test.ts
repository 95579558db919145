import { describe, expect, test } from 'vitest';
import { rollbackTarget } from '../../shared/deployment/rollback.ts';
import { workspaceReducer } from '../../shared/pipelines/workspace-log.ts';
import { decodeState, encodeState } from '../../shared/pipelines/workspace-snapshot.ts';
import { resolveVersion } from '../../shared/registry/queries.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { play } from './play.ts';
import { sampleVersion } from './sample-records.ts';

function churn() {
  const log = play(workspaceReducer);
  log.say('model.created', { model: 'churn', modelUuid: 'uuid-churn' });
  for (const id of ['a', 'b', 'c']) log.say('version.registered', sampleVersion('churn', id));
  const promote = (versionId: string, holder: string | null, stage: 'Production' | 'None' = 'Production') =>
    log.say('stage.transitioned', { versionId, stage, expect: { versionId: holder } });
  return { log, promote };
}

const model = ({ state }: ReturnType<typeof churn>['log']) => state.registry.models.get('churn')!;
const file = { name: 'forest.pkl', format: 'pickle' };

describe('deleting', () => {
  test('a deleted version is gone, and its number is not given again', () => {
    const { log } = churn();
    expect(log.say('version.deleted', { versionId: 'c' })).toEqual({ status: 'applied' });
    expect(log.say('version.deleted', { versionId: 'c' })).toMatchObject({ code: 'version-unknown' });
    log.say('version.registered', sampleVersion('churn', 'd'));
    expect(model(log).versions.map(({ version }) => version)).toEqual([1, 2, 4]);
    expect(model(log).versions.at(-1)!.semver).toBe('1.0.3');
    expect(() => resolveVersion(log.state.registry, 'churn', 3)).toThrow('has no version');
    expect(resolveVersion(log.state.registry, 'churn', 4).versionId).toBe('d');
    expect(log.say('version.registered', sampleVersion('churn', 'c'))).toMatchObject({
      code: 'version-taken',
    });
  });

  test('[SYNC5] what is deployed, or has an alias, is in use', () => {
    const { log, promote } = churn();
    promote('a', null);
    log.say('alias.set', { model: 'churn', alias: 'champion', versionId: 'b', expect: { versionId: null } });
    for (const versionId of ['a', 'b'])
      expect(log.say('version.deleted', { versionId })).toMatchObject({ code: 'in-use' });
    expect(log.say('model.deleted', { model: 'churn' })).toMatchObject({ code: 'in-use' });
    expect(log.say('model.archived', { model: 'churn', archived: true })).toMatchObject({ code: 'in-use' });
    promote('a', null, 'None');
    log.say('alias.removed', { model: 'churn', alias: 'champion' });
    expect(log.say('version.deleted', { versionId: 'a' })).toEqual({ status: 'applied' });
    expect(log.say('model.deleted', { model: 'churn' })).toEqual({ status: 'applied' });
    expect(log.state.registry.modelOfVersion.size).toBe(0);
    expect(log.say('model.created', { model: 'churn', modelUuid: 'another' })).toEqual({ status: 'applied' });
    expect(
      log.say('version.registered', { ...sampleVersion('churn', 'e'), modelUuid: 'uuid-churn' }),
    ).toMatchObject({ code: 'parent-rejected' });
  });

  test('there is no way back to a version that was deleted', () => {
    const { log, promote } = churn();
    promote('a', null);
    promote('b', 'a');
    promote('c', 'b');
    log.say('version.deleted', { versionId: 'b' });
    expect(rollbackTarget(log.state.deployment, 'churn')).toBe('a');
  });
});

describe('archiving', () => {
  test('an archived model is not promoted before it is back', () => {
    const { log, promote } = churn();
    log.say('model.archived', { model: 'churn', archived: true });
    expect(promote('a', null)).toMatchObject({ code: 'model-archived' });
    log.say('model.archived', { model: 'churn', archived: false });
    expect(promote('a', null)).toEqual({ status: 'applied' });
  });
});

describe('a file of another tool', () => {
  test('is a version like any other, and never deployed', () => {
    const { log, promote } = churn();
    const payload = { ...sampleVersion('churn', 'f'), estimator: 'pickle', file };
    expect(log.say('version.registered', payload)).toEqual({ status: 'applied' });
    expect(model(log).versions.at(-1)).toMatchObject({ version: 4, file });
    expect(promote('f', null)).toMatchObject({ code: 'not-servable' });
    expect(requiredBlobs({ type: 'version.registered', payload })).toEqual([payload.digest]);
  });

  test('a snapshot keeps it, what was deleted, and what is in the archive', () => {
    const { log } = churn();
    log.say('version.registered', { ...sampleVersion('churn', 'f'), file });
    log.say('version.deleted', { versionId: 'a' });
    log.say('model.archived', { model: 'churn', archived: true });
    const travelled: unknown = JSON.parse(JSON.stringify(encodeState(log.state)));
    expect(decodeState(travelled)).toEqual(log.state);
  });
});
