import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { type Ask, uploadBlob } from '../../workers/browser/upload-blob.ts';
import { startTestServer, type TestServer } from '../sync-server/server.ts';

const PIECE = 1000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

/** Others for each test, since the server keeps what it got. */
let bytes: Buffer<ArrayBuffer>;
let digest: string;
beforeEach(() => {
  bytes = randomBytes(5 * PIECE + 17);
  digest = createHash('sha256').update(bytes).digest('hex');
});

/** A request as it goes out; it may be sent, sent in part, or lost. */
type Meddle = (init: RequestInit, send: (changed?: RequestInit) => Promise<Response>) => Promise<Response>;

/** Uploads through whatever `meddle` does to the request of each number, and tells the methods that went out. */
async function upload(meddle: (count: number) => Meddle | null): Promise<string[]> {
  const methods: string[] = [];
  const ask: Ask = async (path, init) => {
    const send = (changed = init): Promise<Response> =>
      fetch(new URL(path, `http://127.0.0.1:${server.port}`), changed);
    methods.push(init.method ?? 'GET');
    const meddling = meddle(methods.length - 1);
    try {
      return await (meddling === null ? send() : meddling(init, send));
    } catch (cause) {
      throw new AppError('server-unreachable', { detail: 'Broken.', cause });
    }
  };
  await uploadBlob(ask, digest, bytes, PIECE);
  expect(Buffer.from((await server.workspace.blobs.get(digest))!).equals(bytes)).toBe(true);
  return methods;
}

const broken = (): never => {
  throw new TypeError('network');
};
const lost: Meddle = async () => broken();
const answerLost: Meddle = async (_init, send) => {
  await send();
  return broken();
};
/** The first half of a body arrives, then the connection ends; the server keeps what it got. */
const halved: Meddle = async ({ body, ...init }, send) => {
  const whole = (body as Uint8Array<ArrayBuffer> | undefined) ?? new Uint8Array();
  await send({ ...init, body: whole.slice(0, whole.length >> 1) });
  return broken();
};
/** POST, six pieces, PUT. */
const REQUESTS = Array.from({ length: 8 }, (_, count) => count);

describe('an upload', () => {
  it('goes in pieces', async () => {
    const methods = await upload(() => null);
    expect(methods).toEqual(['POST', ...Array.from({ length: 6 }, () => 'PATCH'), 'PUT']);
  });

  it.each(REQUESTS.slice(1))('cut before request %i, it goes on', async (cut) => {
    const methods = await upload((count) => (count === cut ? lost : null));
    expect(methods).toHaveLength(9);
  });

  it.each(REQUESTS.slice(1))('cut in the middle of request %i, it goes on where it stood', async (cut) => {
    const methods = await upload((count) => (count === cut ? halved : null));
    expect(methods.filter((method) => method === 'POST')).toHaveLength(1);
  });

  it.each(REQUESTS.slice(1))('cut after request %i, nothing is sent twice', async (cut) => {
    const methods = await upload((count) => (count === cut ? answerLost : null));
    expect(methods.filter((method) => method === 'POST')).toHaveLength(1);
  });

  it('goes on where it stood though the server was started anew', async () => {
    const restarting: Meddle = async (_init, send) => {
      server = await server.restart();
      return send();
    };
    const methods = await upload((count) => (count === 5 ? restarting : null));
    expect(methods).toHaveLength(8);
  });

  it('that the server has forgotten twice is sent whole', async () => {
    const forgotten: Meddle = async () =>
      Response.json({ code: 'upload-unknown', detail: '' }, { status: 404 });
    const methods = await upload((count) => (count === 1 || count === 4 ? forgotten : null));
    expect(methods).toEqual(['POST', 'PATCH', 'HEAD', 'POST', 'PATCH', 'HEAD', 'POST']);
  });

  it('is given up where the server stays away, for the next round', async () => {
    await expect(upload((count) => (count > 3 ? lost : null))).rejects.toMatchObject({
      code: 'server-unreachable',
    });
  });
});

describe('an upload in one request', () => {
  const post = (body: Uint8Array, named: string) =>
    server.ask(`/api/v1/blobs/uploads?digest=sha256:${named}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });

  it('is kept when it has the digest', async () => {
    const answer = await post(bytes, digest);
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/api/v1/blobs/sha256:${digest}`);
    expect((await server.ask(answer.headers.location!)).bytes.equals(bytes)).toBe(true);
  });

  it('is refused when it was cut, or is named otherwise than by a digest', async () => {
    expect((await post(bytes.subarray(1), digest)).json.code).toBe('digest-mismatch');
    expect((await post(bytes, '../x')).json.code).toBe('request-invalid');
    expect(await server.workspace.blobs.has(digest)).toBe(false);
  });
});
