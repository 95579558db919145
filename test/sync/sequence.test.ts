import { beforeEach, describe, expect, test } from 'vitest';
import { evolve, emptyWorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import { sampleRun, sampleVersion } from '../registry/sample-records.ts';
import { memoryServer, mutation, typed, type MemoryServer } from './sample-log.ts';

let server: MemoryServer;
beforeEach(() => {
  server = memoryServer();
});

const code = (code: string, extra: object = {}) =>
  expect.objectContaining({ code, extra: expect.objectContaining(extra) });

describe('sequencing', () => {
  test('gives consecutive places in one chain, whoever pushes', () => {
    server.push('a', [mutation(1), mutation(2)]);
    const { results, lastMid, head } = server.push('b', [
      mutation(1, { uid: 'b-1', payload: { model: 'b', modelUuid: 'b' } }),
    ]);
    expect(results).toEqual([{ mid: 1, uid: 'b-1', seq: 3, status: 'applied' }]);
    expect([lastMid, head.seq]).toEqual([1, 3]);
    expect(verifyChain(server.events, { head })).toBeNull();
    expect(server.events.map(({ actor }) => actor)).toEqual(['user of a', 'user of a', 'user of b']);
  });

  test('[SYNC2] consumes a rejected mutation, says why, and goes on behind it', () => {
    server.push('a', [mutation(1)]);
    const taken = mutation(1, { uid: 'b-1' });
    const { results, lastMid } = server.push('b', [taken, mutation(2, { uid: 'b-2' })]);
    expect(results).toEqual([
      { mid: 1, uid: 'b-1', seq: 2, status: 'rejected', code: 'name-taken' },
      { mid: 2, uid: 'b-2', seq: 3, status: 'applied' },
    ]);
    expect(lastMid).toBe(2);
  });

  test('consumes a payload that fits no schema as mutation-invalid, since it would block the queue for ever', () => {
    const { results } = server.push('a', [mutation(1, { payload: { model: 7 } }), mutation(2)]);
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['rejected', 'mutation-invalid'],
      ['applied', undefined],
    ]);
  });

  test('decides each mutation on the state that the one before it left', () => {
    const { results } = server.push('a', [
      typed(1, 'model.created', { model: 'm', modelUuid: 'u' }),
      typed(2, 'model.described', { model: 'm', description: 'new' }),
    ]);
    expect(results.every(({ status }) => status === 'applied')).toBe(true);
    expect(server.state.registry.models.get('m')?.description).toBe('new');
  });

  test('[SYNC I0] leaves the state that the fold of its events gives', () => {
    server.push('a', [mutation(1), mutation(2, { payload: { model: 'model-1', modelUuid: 'x' } })]);
    server.push('b', [mutation(1)]);
    expect(evolve(emptyWorkspaceState(), server.events)).toEqual(server.state);
  });
});

describe('[SYNC6] once and only once', () => {
  test('a lost answer is answered again with the first result, and nothing is added', () => {
    const first = server.push('a', [
      mutation(1),
      mutation(2, { payload: { model: 'model-1', modelUuid: 'x' } }),
    ]);
    const again = server.push('a', [
      mutation(1),
      mutation(2, { payload: { model: 'model-1', modelUuid: 'x' } }),
      mutation(3),
    ]);
    expect(again.results.slice(0, 2)).toEqual(first.results);
    expect(again.results[2]).toEqual({ mid: 3, uid: 'uid-3', seq: 3, status: 'applied' });
    expect(server.events).toHaveLength(3);
  });

  test('a uid that another client pushed is a duplicate with the first place and code, and changes nothing', () => {
    server.push('a', [mutation(1), mutation(2, { payload: { model: 'model-1', modelUuid: 'x' } })]);
    const before = server.state;
    const { results, lastMid } = server.push('restored', [
      mutation(1),
      mutation(2, { payload: { model: 'model-1', modelUuid: 'x' } }),
    ]);
    expect(results).toEqual([
      { mid: 1, uid: 'uid-1', seq: 1, status: 'duplicate' },
      { mid: 2, uid: 'uid-2', seq: 2, status: 'duplicate', code: 'name-taken' },
    ]);
    expect(lastMid).toBe(2);
    expect(server.state).toEqual(before);
    expect(server.push('restored', [mutation(1)]).results).toEqual(results.slice(0, 1));
  });

  test('a uid twice in one push is applied once', () => {
    const { results } = server.push('a', [
      mutation(1),
      mutation(2, { uid: 'uid-1', payload: mutation(1).payload }),
    ]);
    expect(results.map(({ status, seq }) => [status, seq])).toEqual([
      ['applied', 1],
      ['duplicate', 1],
    ]);
  });

  test('a mid that comes again with other content is refused, and nothing of that push is taken', () => {
    server.push('a', [mutation(1)]);
    expect(() =>
      server.push('a', [mutation(1, { payload: { model: 'z', modelUuid: 'z' } }), mutation(2)]),
    ).toThrow(code('mutation-reused'));
    expect(() => server.push('a', [mutation(1, { uid: 'other' })])).toThrow(code('mutation-reused'));
    expect(server.events).toHaveLength(1);
  });

  test('a left-out mid is a gap that names the last one known', () => {
    server.push('a', [mutation(1)]);
    expect(() => server.push('a', [mutation(3)])).toThrow(code('mutation-gap', { lastMid: 1 }));
    expect(() => server.push('a', [mutation(2), mutation(4)])).toThrow(code('mutation-gap', { lastMid: 1 }));
    expect(() => server.push('b', [mutation(2)])).toThrow(code('mutation-gap', { lastMid: 0 }));
    expect(server.events).toHaveLength(1);
  });
});

describe('stopping', () => {
  const run = sampleRun('r', {
    artifacts: ['1', '2', '1'].map((digit) => ({
      path: digit,
      digest: digit.repeat(64),
      sizeBytes: 1,
      mediaType: 'text/csv',
    })),
  });

  test('before a mutation whose blobs are missing, naming them; after their upload it goes on', () => {
    const mutations = [mutation(1), typed(2, 'run.recorded', { run }), mutation(3)];
    server.blobs.add('1'.repeat(64));
    const { stopped, results, lastMid } = server.push('a', mutations);
    expect(stopped).toEqual({ mid: 2, code: 'blob-missing', digests: ['2'.repeat(64)] });
    expect([results.length, lastMid]).toEqual([1, 1]);
    server.blobs.add('2'.repeat(64));
    expect(server.push('a', mutations)).toMatchObject({
      lastMid: 3,
      results: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
    });
  });

  test('a version waits for its package', () => {
    const version = sampleVersion('model-1', 'v', { digest: '3'.repeat(64) });
    const { stopped } = server.push('a', [mutation(1), typed(2, 'version.registered', version)]);
    expect(stopped).toEqual({ mid: 2, code: 'blob-missing', digests: ['3'.repeat(64)] });
  });

  test.each([
    ['type', { type: 'dream.recorded' }],
    ['version', { v: 2 }],
  ])('before an unknown %s, which a newer server will know', (_, change) => {
    const { stopped, lastMid } = server.push('a', [mutation(1), mutation(2, change), mutation(3)]);
    expect(stopped).toEqual({ mid: 2, code: 'schema-unknown' });
    expect(lastMid).toBe(1);
  });
});
