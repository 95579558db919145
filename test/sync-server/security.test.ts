import { request } from 'node:https';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSources } from '../structure/sources.ts';
import { selfSigned } from './certificate.ts';
import { startTestServer, type Answered, type TestServer } from './server.ts';
import { startReceiver } from './webhooks/receiver.ts';
import { post } from '../../sync-server/webhooks/post.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly readsJson: boolean;
}

const json = { 'content-type': 'application/json' };
const limit = 5000;
let server: TestServer;
let routes: Route[];
beforeAll(async () => {
  server = await startTestServer({
    limits: { predictBytes: limit, batchBytes: limit, pushBytes: limit },
  });
  const { paths } = (await server.ask('/openapi.json')).json;
  routes = Object.entries<Record<string, { requestBody?: { content: object } }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody }]) => ({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, 'x'),
        readsJson: Object.keys(requestBody?.content ?? {}).includes('application/json'),
      })),
  );
});
afterAll(() => server.remove());

const readers = (): Route[] => routes.filter(({ readsJson }) => readsJson);
const changing = (): Route[] => routes.filter(({ method }) => method !== 'GET');

/** Asks every one of the routes the same, and holds all answers against one. */
async function expectOf(
  asked: readonly Route[],
  { headers, body }: { headers?: Record<string, string>; body?: string | Buffer },
  status: number,
  code: string,
): Promise<void> {
  expect(asked.length).toBeGreaterThan(5);
  const said: [string, string, number, string][] = [];
  for (const { method, path } of asked) {
    const answer = await server.ask(path, {
      method,
      ...(headers === undefined ? {} : { headers }),
      // Node's client sends no body with DELETE that a server could tell from another request.
      ...(body === undefined || method === 'DELETE' ? {} : { body }),
    });
    said.push([method, path, answer.status, answer.json.code]);
  }
  expect(said).toEqual(asked.map(({ method, path }) => [method, path, status, code]));
}

describe('every route', () => {
  it('[SEC1] refuses a Host that it does not know, but for the probes', async () => {
    const guarded = routes.filter(({ path }) => !['/livez', '/readyz'].includes(path));
    await expectOf(guarded, { headers: { host: 'rebound.example' } }, 421, 'host-unknown');
  });

  it('[SEC1] that changes something refuses a page of another origin', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example'])
      await expectOf(changing(), { headers: { ...json, origin }, body: '{}' }, 403, 'origin-foreign');
  });

  it('[SEC1] that reads JSON refuses it under a type that a form can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      await expectOf(readers(), { headers: { 'content-type': type }, body: '{}' }, 415, 'media-type');
  });

  it('[SEC1] sets no cookie, is not sniffed, and says nothing of the inside when it fails', async () => {
    for (const { method, path } of routes) {
      const { headers, text } = await server.ask(path, {
        method,
        headers: { ...json, cookie: 'a=b' },
        body: '[]',
      });
      expect([path, headers['set-cookie'], headers['x-content-type-options'] ?? 'nosniff']).toEqual([
        path,
        undefined,
        'nosniff',
      ]);
      if (headers['content-type'] === 'application/problem+json')
        expect(text).not.toMatch(/ at |\/sync-server\/|node_modules|select |SQLITE/);
    }
  });

  it.each<[string, string | Buffer]>([
    ['a duplicate key', '{"a":1,"a":2}'],
    ['a duplicate key, escaped differently, deep inside', '{"x":[{"a":1,"\\u0061":2}]}'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['levels without end', '{"a":'.repeat(900)],
    ['no JSON', 'a=1'],
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
    ['half of it', '{"modelId":"x","feat'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
    ['a lone surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('[SEC4] that reads JSON refuses %s', async (_, body) => {
    await expectOf(readers(), { headers: json, body }, 400, 'malformed-json');
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    '[SEC4] that reads JSON refuses the key %s',
    async (key) => {
      await expectOf(readers(), { headers: json, body: `{"${key}":{"admin":true}}` }, 422, 'key-forbidden');
      const escaped = `{"a":[{"\\u005f${key.slice(1)}":1}]}`;
      if (key === '__proto__')
        await expectOf(readers(), { headers: json, body: escaped }, 422, 'key-forbidden');
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    },
  );

  it('[SEC4] that reads JSON refuses a body that says, or turns out, to be too large', async () => {
    const body = JSON.stringify({ a: 'x'.repeat(limit) });
    await expectOf(readers(), { headers: json, body }, 413, 'body-too-large');
    const chunked = { ...json, 'transfer-encoding': 'chunked' };
    await expectOf(readers(), { headers: chunked, body }, 413, 'body-too-large');
  });

  it('[SEC4] that reads JSON refuses a bomb of 50 MB in some kilobytes', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    const inside = gzipSync(bomb);
    for (const body of [bomb.subarray(0, limit - 1), inside]) {
      expect(body.length).toBeLessThan(limit);
      const headers = { ...json, 'content-encoding': 'gzip' };
      for (const { method, path } of readers()) {
        const answer = await server.ask(path, { method, headers, body });
        expect([path, 413, 400]).toContain(answer.status);
      }
    }
    await expectOf(
      readers(),
      { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(1_000_000, 0x20)) },
      413,
      'body-too-large',
    );
  });

  it('[SEC3] takes artifacts by their digest only', async () => {
    const names = [
      '..%2f..%2fetc%2fpasswd',
      'sha256:..%2f..%2fx',
      `sha256:${'A'.repeat(64)}`,
      `sha512:${'0'.repeat(64)}`,
    ];
    for (const name of [
      ...names,
      `sha256:${'0'.repeat(65)}`,
      '0'.repeat(64),
      `sha256:${'0'.repeat(63)}%00`,
    ]) {
      const { status, json: said } = await server.ask(`/api/v1/blobs/${name}`);
      expect([name, status, said.code]).toEqual([name, 422, 'request-invalid']);
    }
    for (const path of ['/api/v1/blobs/../../treadle.db', '/api/v1/blobs/%2e%2e/%2e%2e/treadle.db'])
      expect((await server.ask(path)).status).toBe(404);
    const { headers } = await server.ask('/api/v1/blobs/uploads', { method: 'POST' });
    const put = await server.ask(`${headers.location!}?digest=sha256:../x`, { method: 'PUT' });
    expect([put.status, put.json.code]).toEqual([422, 'request-invalid']);
  });
});

it('[SEC3] nothing but webhooks and the artifact store sends a request', () => {
  const sending = [...readSources(process.cwd())]
    .filter(([file]) => file.startsWith('sync-server/'))
    .filter(([, text]) =>
      /\bfetch\(|https?Request\(|\.connect\(|aws4fetch|from 'node:(net|dgram|http2)'/.test(text),
    )
    .map(([file]) => file);
  expect(sending.toSorted()).toEqual([
    // Commands follow a server that a person names; no request to the server leads there.
    ...sending.filter((file) => file.startsWith('sync-server/remote/')),
    'sync-server/store/blob-s3.ts',
    'sync-server/store/postgres-listener.ts',
    'sync-server/store/postgres.ts',
    // A check whether a text is an address.
    'sync-server/webhooks/address.ts',
    'sync-server/webhooks/post.ts',
  ]);
});

describe('[SEC2] wrong tokens and pairing codes', () => {
  const guess = (running: TestServer, headers: Record<string, string>): Promise<Answered> =>
    running.ask('/api/v1/me', { headers: { authorization: 'Bearer trd_wrong', ...headers } });
  const pair = (running: TestServer, headers: Record<string, string>): Promise<Answered> =>
    running.ask('/api/v1/pair', { headers, body: { code: 'trd_wrong' } });
  const often = async (asked: () => Promise<Answered>): Promise<Answered> => {
    for (let k = 0; k < 20; k += 1) await asked();
    return asked();
  };

  it.each([
    ['tokens', guess],
    ['pairing codes', pair],
  ])(
    '%s are counted by the last address that the proxy names, whatever the client claims',
    async (_, wrong) => {
      const behind = await startTestServer({ host: '0.0.0.0', behindProxy: true });
      try {
        let k = 0;
        const from = (address: string) => () =>
          wrong(behind, { 'x-forwarded-for': `10.9.9.${(k += 1)}, ${address}` });
        const late = await often(from('198.51.100.1'));
        expect([late.status, late.json.code]).toEqual([429, 'too-many-attempts']);
        expect(late.headers['retry-after']).toBeDefined();
        expect((await from('198.51.100.2')()).status).toBe(401);
      } finally {
        await behind.remove();
      }
    },
  );

  it('are counted by the connection where no proxy is named: a made-up address helps nobody', async () => {
    const direct = await startTestServer();
    try {
      await direct.workspace.tokens.issue({ name: 'a', scope: 'admin', createdBy: 'test' });
      let k = 0;
      const late = await often(() => guess(direct, { 'x-forwarded-for': `198.51.100.${(k += 1)}` }));
      expect(late.status).toBe(429);
    } finally {
      await direct.remove();
    }
  });

  it('in another form than a bearer token are no token: 401 each time', async () => {
    const direct = await startTestServer();
    try {
      const { secret } = await direct.workspace.tokens.issue({
        name: 'a',
        scope: 'admin',
        createdBy: 'test',
      });
      for (const authorization of [
        `Basic ${btoa(`a:${secret}`)}`,
        secret,
        `Bearer  ${secret}`,
        'Bearer',
        `Bearer ${secret}x`,
      ])
        expect([
          authorization,
          (await direct.ask('/api/v1/me', { headers: { authorization } })).status,
        ]).toEqual([authorization, 401]);
      const elsewhere = [`/api/v1/me?token=${secret}`, `/api/v1/me?access_token=${secret}`];
      for (const path of elsewhere) expect((await direct.ask(path)).status).toBe(401);
      expect((await direct.ask('/api/v1/me', { headers: { cookie: `token=${secret}` } })).status).toBe(401);
    } finally {
      await direct.remove();
    }
  });
});

describe('[SEC1] HTTPS by a certificate of its own', () => {
  const certificate = selfSigned();
  const ask = (port: number, path: string, ca?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        path,
        agent: false,
        ...(ca === undefined ? {} : { ca }),
      };
      request(options, (answer) => resolve((answer.resume(), answer.statusCode!)))
        .on('error', reject)
        .end();
    });

  it('is spoken off loopback, where everybody needs a token, and plain HTTP is not', async () => {
    const secure = await startTestServer({ host: '0.0.0.0', tls: certificate });
    try {
      expect(secure.url).toMatch(/^https:/);
      expect(await ask(secure.port, '/livez', certificate.cert)).toBe(200);
      expect(await ask(secure.port, '/api/v1/me', certificate.cert)).toBe(401);
      await expect(ask(secure.port, '/livez')).rejects.toThrow(/self.signed/i);
      await expect(secure.ask('/livez')).rejects.toThrow();
    } finally {
      await secure.remove();
    }
  });

  it('is refused with a certificate that is none, or another key', async () => {
    for (const tls of [
      { cert: 'x', key: 'y' },
      { cert: certificate.cert, key: selfSigned().key },
    ])
      await expect(startTestServer({ host: '0.0.0.0', tls })).rejects.toMatchObject({
        code: 'config-invalid',
      });
  });

  it('[SEC3] a webhook is not sent to whoever cannot prove who he is', async () => {
    const receiver = await startReceiver(certificate);
    try {
      const message = { url: receiver.url, secret: 's', event: 'ping', deliveryId: 'd', body: '{}' };
      const { status, error } = await post(message, { innerHosts: ['127.0.0.1'], nowMs: 0 });
      expect([status, error]).toEqual([null, 'DEPTH_ZERO_SELF_SIGNED_CERT']);
      expect(receiver.received).toHaveLength(0);
    } finally {
      await receiver.close();
    }
  });
});
