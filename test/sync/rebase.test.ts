import { describe, expect, test } from 'vitest';
import { workspaceReducer } from '../../shared/pipelines/workspace-log.ts';
import type { Entry } from '../../shared/records/reducer.ts';
import { rebase, unconfirmed } from '../../shared/sync/rebase.ts';
import { sampleVersion } from '../registry/sample-records.ts';
import { memoryServer, mutation, typed } from './sample-log.ts';

const pending = (entry: ReturnType<typeof mutation>): Entry => ({
  ...entry,
  seq: null,
  clientId: 'b',
  actor: 'bea',
});

describe('[SYNC3] what a client shows', () => {
  test('is the confirmed state with its own pending changes on top, marked as not shared yet', () => {
    const server = memoryServer();
    server.blobs.add('a'.repeat(64));
    server.push('a', [mutation(1), typed(2, 'version.registered', sampleVersion('model-1', 'v1'))]);
    const own = typed(1, 'version.registered', sampleVersion('model-1', 'mine'));
    const { state, conflicts } = rebase(workspaceReducer, server.state, [pending(own)]);
    expect(state.registry.models.get('model-1')?.versions.map(({ version, seq }) => [version, seq])).toEqual([
      [1, 2],
      [2, null],
    ]);
    expect(conflicts).toEqual([]);
    expect(server.state.registry.models.get('model-1')?.versions).toHaveLength(1);
  });

  test('leaves out, and names, what the newer confirmed state would reject, with what depends on it', () => {
    const server = memoryServer();
    server.push('a', [mutation(1)]);
    const own = [
      mutation(1, { uid: 'b-1', payload: { model: 'model-1', modelUuid: 'mine' } }),
      { ...typed(2, 'version.registered', sampleVersion('model-1', 'v', { modelUuid: 'mine' })), uid: 'b-2' },
      mutation(3, { uid: 'b-3' }),
    ].map(pending);
    const { state, conflicts } = rebase(workspaceReducer, server.state, own);
    expect(conflicts.map(({ uid, code }) => [uid, code])).toEqual([
      ['b-1', 'name-taken'],
      ['b-2', 'parent-rejected'],
    ]);
    expect([...state.registry.models.keys()]).toEqual(['model-1', 'model-3']);
  });

  test('is the confirmed state itself when nothing is pending', () => {
    const { state } = memoryServer();
    expect(rebase(workspaceReducer, state, []).state).toBe(state);
  });
});

test('[SYNC3] a mutation leaves the outbox when it is seen in the log, whatever became of it', () => {
  const server = memoryServer();
  const outbox = [mutation(1), mutation(2, { payload: mutation(1).payload }), mutation(3)];
  server.push('b', outbox.slice(0, 2));
  expect(unconfirmed(outbox, server.events)).toEqual([outbox[2]]);
});
