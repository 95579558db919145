import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { GENESIS, hashEvent } from '../../shared/sync/hash.ts';
import type { Event, Mutation, MutationType, payloads } from '../../shared/records/mutation.ts';
import type { z } from '../../shared/records/zod.ts';
import { startTestServer, type Answered, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.remove());

function mutation<T extends MutationType>(
  mid: number,
  type: T,
  payload: z.input<(typeof payloads)[T]>,
): Mutation {
  return { mid, uid: v7(), type, v: 1, at: '2026-01-01T00:00:00.000Z', payload };
}
const model = (mid: number, name: string): Mutation =>
  mutation(mid, 'model.created', { model: name, modelUuid: v7() });
const push = (
  mutations: unknown[],
  clientId = 'client-a',
  wire = { protocol: 1, schema: 1 },
): Promise<Answered> => server.ask('/api/v1/sync/push', { body: { ...wire, clientId, mutations } });
const pull = (cursor = 0, headHash = GENESIS, limit = 1000): Promise<Answered> =>
  server.ask('/api/v1/sync/pull', { body: { cursor, headHash, limit } });

describe('the log over HTTP', () => {
  it('says hello with what it speaks and where it stands', async () => {
    const { status, json } = await server.ask('/api/v1/sync/hello');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      protocol: [1, 1],
      schema: 1,
      minClientSchema: 1,
      headSeq: 0,
      headHash: GENESIS,
    });
    expect(json.epoch).toBeTypeOf('string');
    expect(json.limits.mutations).toBe(500);
    await push([model(1, 'churn')]);
    expect((await server.ask('/api/v1/sync/hello')).json).toMatchObject({ headSeq: 1, epoch: json.epoch });
  });

  it('[SYNC1] sequences a push and hands out the same chained events to everybody', async () => {
    const pushed = await push([model(1, 'a'), model(2, 'b')]);
    expect(pushed.status).toBe(200);
    expect(pushed.json).toMatchObject({
      lastMid: 2,
      headSeq: 2,
      results: [
        { mid: 1, seq: 1, status: 'applied' },
        { mid: 2, seq: 2, status: 'applied' },
      ],
    });
    const { json } = await pull();
    const events: Event[] = json.events;
    expect(events.map(({ seq, clientId, actor }) => [seq, clientId, actor])).toEqual([
      [1, 'client-a', 'local'],
      [2, 'client-a', 'local'],
    ]);
    let previous = GENESIS;
    for (const event of events) previous = expectChained(previous, event);
    expect(json).toMatchObject({ headSeq: 2, headHash: previous, hasMore: false });
  });

  it('[SYNC2] consumes a rejected change and tells its author why', async () => {
    await push([model(1, 'taken')]);
    const { json } = await push([model(1, 'taken'), model(2, 'free')], 'client-b');
    expect(json.results).toMatchObject([
      { mid: 1, status: 'rejected', code: 'name-taken' },
      { mid: 2, status: 'applied' },
    ]);
    expect(json.lastMid).toBe(2);
  });

  it('[SYNC6] answers a lost answer again with the first result, also after a restart', async () => {
    const mutations = [model(1, 'churn')];
    const first = await push(mutations);
    expect((await push(mutations)).json).toEqual(first.json);
    server = await server.restart();
    expect((await push(mutations)).json).toEqual(first.json);
    expect((await pull()).json.events).toHaveLength(1);
  });

  it('[SYNC6] takes a change once, also when it comes again under another client', async () => {
    const change = model(1, 'churn');
    await push([change]);
    const { json } = await push([change], 'client-b');
    expect(json.results).toMatchObject([{ mid: 1, seq: 1, status: 'duplicate' }]);
  });

  it('refuses a gap with the last number it knows, and a number with other content', async () => {
    await push([model(1, 'a')]);
    const gap = await push([model(3, 'c')]);
    expect(gap.status).toBe(409);
    expect(gap.json).toMatchObject({ code: 'mutation-gap', lastMid: 1 });
    const reused = await push([model(1, 'other')]);
    expect(reused.status).toBe(422);
    expect(reused.json.code).toBe('mutation-reused');
    expect((await pull()).json.headSeq).toBe(1);
  });

  it('takes nothing of changes out of order, nor of pushes that overtook one another, until they come in order', async () => {
    const [one, two, three] = [model(1, 'a'), model(2, 'b'), model(3, 'c')];
    for (const mutations of [[two, one], [one, three, two], [two], [one, one]]) {
      const { status, json } = await push(mutations);
      expect([status, json.code, json.lastMid]).toEqual([409, 'mutation-gap', 0]);
    }
    await push([one]);
    expect((await push([three])).json).toMatchObject({ code: 'mutation-gap', lastMid: 1 });
    // Doubled, and once more from the beginning.
    for (const mutations of [[two], [two], [one, two, three], [three]])
      expect((await push(mutations)).status).toBe(200);
    const { json } = await pull();
    expect(json.events.map(({ uid, status }: Event) => [uid, status])).toEqual(
      [one, two, three].map(({ uid }) => [uid, 'applied']),
    );
  });

  it('takes nothing of a body that was cut, wherever, and the whole of it once', async () => {
    const body = JSON.stringify({ protocol: 1, schema: 1, clientId: 'cut', mutations: [model(1, 'a')] });
    const head =
      'POST /api/v1/sync/push HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${body.length}\r\n\r\n`;
    const json = { 'content-type': 'application/json' };
    for (const length of [0, 1, body.length >> 1, body.length - 1]) {
      // The connection breaks; or somebody on the way cut the body and counted anew.
      const socket = connect(server.port, '127.0.0.1');
      socket.end(head + body.slice(0, length));
      await once(socket.resume(), 'close');
      const cut = await server.ask('/api/v1/sync/push', { headers: json, body: body.slice(0, length) });
      expect([length, cut.status, cut.json.code]).toEqual([length, 400, 'malformed-json']);
    }
    expect((await pull()).json.headSeq).toBe(0);
    for (const _ of [1, 2])
      expect((await server.ask('/api/v1/sync/push', { headers: json, body })).status).toBe(200);
    expect((await pull()).json.headSeq).toBe(1);
  });

  it('stops at a version whose package is missing, and goes on once it is uploaded', async () => {
    const bytes = Buffer.from('a package');
    const { createHash } = await import('node:crypto');
    const digest = createHash('sha256').update(bytes).digest('hex');
    const version = mutation(2, 'version.registered', {
      versionId: v7(),
      model: 'churn',
      digest,
      sizeBytes: bytes.length,
      runId: null,
      dataset: null,
      dataVersion: 'd'.repeat(64),
      signatureDigest: 's',
      recipeDigest: 'r',
      estimator: 'random-forest',
      task: 'classification',
      metrics: [],
    });
    const mutations = [model(1, 'churn'), version];
    const stopped = await push(mutations);
    expect(stopped.status).toBe(200);
    expect(stopped.json).toMatchObject({
      lastMid: 1,
      stopped: { mid: 2, code: 'blob-missing', digests: [digest] },
    });
    const { headers } = await server.ask('/api/v1/blobs/uploads', { method: 'POST' });
    await server.ask(headers.location!, { method: 'PATCH', body: bytes });
    await server.ask(`${headers.location!}?digest=sha256:${digest}`, { method: 'PUT' });
    expect((await push(mutations)).json).toMatchObject({ lastMid: 2, headSeq: 2 });
  });

  it('stops at a kind of change that it does not know', async () => {
    const { json } = await push([{ ...model(1, 'a'), type: 'model.frozen' }]);
    expect(json.stopped).toEqual({ mid: 1, code: 'schema-unknown' });
  });

  it('hands out a long log in pieces', async () => {
    await push([model(1, 'a'), model(2, 'b'), model(3, 'c')]);
    const first = (await pull(0, GENESIS, 2)).json;
    expect(first).toMatchObject({ hasMore: true, headSeq: 3 });
    const rest = (await pull(2, first.events[1].hash)).json;
    expect(rest.events).toHaveLength(1);
    expect(rest.hasMore).toBe(false);
  });

  it('says that the logs differ when the client knows another event, or one beyond the end', async () => {
    await push([model(1, 'a')]);
    for (const [cursor, hash] of [
      [1, 'f'.repeat(64)],
      [9, 'f'.repeat(64)],
      [0, 'f'.repeat(64)],
    ] as const) {
      const answer = await pull(cursor, hash);
      expect(answer.status).toBe(409);
      expect(answer.json).toMatchObject({ code: 'log-diverged', headSeq: 1 });
      expect(answer.json.epoch).toBeTypeOf('string');
    }
  });

  it('[SYNC8] refuses a client that is too old and a protocol of the future', async () => {
    expect((await push([], 'client-a', { protocol: 1, schema: 0 })).json.code).toBe('client-too-old');
    expect((await push([], 'client-a', { protocol: 9, schema: 1 })).json.code).toBe('protocol-unsupported');
  });

  it('refuses a push that does not fit its form, and sequences nothing of it', async () => {
    const many = Array.from({ length: 501 }, (_, at) => model(at + 1, `m${at}`));
    expect((await push(many)).status).toBe(422);
    expect((await push([{ ...model(1, 'a'), actor: 'somebody else' }])).json.errors[0].pointer).toBe(
      '/mutations/0/actor',
    );
    expect((await pull()).json.headSeq).toBe(0);
  });
});

function expectChained(previous: string, event: Event): string {
  const { hash, ...rest } = event;
  expect(hash).toBe(hashEvent(previous, rest));
  return hash;
}
