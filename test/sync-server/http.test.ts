import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../../sync-server/start.ts';
import { startTestServer, type Answered, type TestServer } from './server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ allowedHosts: ['treadle.example'], limits: { predictBytes: 2000 } });
});
afterAll(() => server.remove());

const predict = (asked: { headers?: Record<string, string>; body: unknown }): Promise<Answered> =>
  server.ask('/api/predict', asked);
const json = { 'content-type': 'application/json' };
const sendEncoded = (encoding: string, body: Buffer): Promise<Answered> =>
  predict({ headers: { ...json, 'content-encoding': encoding }, body });

function expectProblem(answer: Answered, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json).toMatchObject({ status, code, type: `urn:treadle:error:${code}`, retryable: false });
  for (const member of ['title', 'detail', 'instance', 'remedy'])
    expect(answer.json[member]).toBeTypeOf('string');
}

describe('errors', () => {
  it('[ERR1] an unknown route is 404 problem+json', async () => {
    expectProblem(await server.ask('/api/nothing'), 404, 'route-unknown');
    expectProblem(await server.ask('/nothing.txt'), 404, 'route-unknown');
    expectProblem(await server.ask('/elsewhere', { body: {} }), 404, 'route-unknown');
  });

  it('[ERR1] a wrong method is 405 and names those that work', async () => {
    const answer = await server.ask('/api/predict');
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.allow).toBe('POST');
    expect((await server.ask('/health', { method: 'DELETE' })).headers.allow).toBe('GET, HEAD');
  });

  it('[ERR1] what is no HTTP is answered in the same form', async () => {
    const said = await rawRequest(server.port, 'GET / HTTP/1.1\r\nHost: localhost\r\nbroken header\r\n\r\n');
    expect(said).toMatch(/^HTTP\/1\.1 400 /);
    expect(said).toContain('"code":"request-malformed"');
  });

  it('[ERR1] a request line that is no URL is 400 and the server goes on', async () => {
    const said = await rawRequest(
      server.port,
      'GET http://[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(said).toContain('request-malformed');
    expect((await server.ask('/livez')).status).toBe(200);
  });

  it('[ERR1] names every field that does not fit, with its pointer', async () => {
    const answer = await predict({ body: { features: {}, topK: 0, model: 'x' } });
    expectProblem(answer, 422, 'request-invalid');
    expect(answer.json.errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual([
      '/model',
      '/modelId',
      '/topK',
    ]);
  });
});

describe('who may talk to it', () => {
  it('[SEC1] a Host it does not know is 421, also with a port and in any case', async () => {
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.2'])
      expectProblem(await server.ask('/health', { headers: { host } }), 421, 'host-unknown');
    for (const host of ['localhost', 'LOCALHOST:99', '127.0.0.1:3000', '[::1]:3000', 'Treadle.example'])
      expect((await server.ask('/health', { headers: { host } })).status).toBe(200);
  });

  it('[SEC1] /livez and /readyz answer any Host', async () => {
    const headers = { host: 'probe.internal' };
    expect((await server.ask('/livez', { headers })).status).toBe(200);
    expect((await server.ask('/readyz', { headers })).status).toBe(200);
  });

  it('[SEC1] a foreign Origin is 403 on a changing request and harmless on a reading one', async () => {
    const host = `localhost:${server.port}`;
    const body = { modelId: 'x', features: {} };
    for (const origin of ['http://evil.example', 'null', `http://localhost:${server.port + 1}`])
      expectProblem(await predict({ headers: { host, origin }, body }), 403, 'origin-foreign');
    expect((await predict({ headers: { host, origin: `http://${host}` }, body })).status).toBe(404);
    expect((await server.ask('/health', { headers: { host, origin: 'http://evil.example' } })).status).toBe(
      200,
    );
  });

  it('[SEC1] JSON that does not say it is JSON is 415', async () => {
    const body = '{"modelId":"x","features":{}}';
    for (const type of [
      'text/plain',
      'text/plain;charset=utf-8',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
    ])
      expectProblem(await predict({ headers: { 'content-type': type }, body }), 415, 'media-type');
    expectProblem(await predict({ body }), 415, 'media-type');
    for (const type of ['application/json', 'application/json; charset=UTF-8', 'application/vnd.api+json'])
      expectProblem(await predict({ headers: { 'content-type': type }, body }), 404, 'model-unknown');
  });

  it('[SEC1] sets no cookie and reads none', async () => {
    expect(
      (await server.ask('/health', { headers: { cookie: 'a=b' } })).headers['set-cookie'],
    ).toBeUndefined();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.org'])('[SEC1] refuses to listen on %s', async (host) => {
    const options = { workspaceFolder: `${server.folder}/other`, webFolder: server.folder, port: 0, host };
    await expect(startServer(options)).rejects.toMatchObject({ code: 'bind-refused' });
  });

  it('says that the port is taken, and what to do', async () => {
    const options = {
      workspaceFolder: `${server.folder}/workspace`,
      webFolder: server.folder,
      port: server.port,
    };
    await expect(startServer(options)).rejects.toMatchObject({
      code: 'port-taken',
      remedy: expect.stringContaining('--port'),
    });
  });
});

describe('bodies', () => {
  it('[SEC4] refuses a body that says it is too large, and one that turns out to be', async () => {
    const body = JSON.stringify({ modelId: 'x'.repeat(3000), features: {} });
    expectProblem(await predict({ headers: json, body }), 413, 'body-too-large');
    expectProblem(
      await predict({ headers: { ...json, 'transfer-encoding': 'chunked' }, body }),
      413,
      'body-too-large',
    );
  });

  it('[SEC4] counts a compressed body after decompression', async () => {
    const bomb = gzipSync(JSON.stringify({ modelId: 'x'.repeat(100_000), features: {} }));
    expect(bomb.length).toBeLessThan(2000);
    expectProblem(
      await predict({ headers: { ...json, 'content-encoding': 'gzip' }, body: bomb }),
      413,
      'body-too-large',
    );
  });

  it('[SEC4] reads a compressed body, and refuses a damaged or unknown compression', async () => {
    const body = gzipSync('{"modelId":"x","features":{}}');
    expectProblem(await sendEncoded('gzip', body), 404, 'model-unknown');
    expectProblem(await sendEncoded('gzip', body.subarray(0, 20)), 400, 'malformed-json');
    expectProblem(await sendEncoded('gzip', Buffer.from('not gzip')), 400, 'malformed-json');
    expectProblem(await sendEncoded('zstd', body), 415, 'media-type');
  });

  it.each([
    ['no JSON', 'modelId=x', 400, 'malformed-json'],
    ['an empty body', '', 400, 'malformed-json'],
    ['a duplicate key', '{"modelId":"a","modelId":"b"}', 400, 'malformed-json'],
    ['65 levels', '['.repeat(65) + ']'.repeat(65), 400, 'malformed-json'],
    ['a prototype key', '{"modelId":"x","features":{"__proto__":1}}', 422, 'key-forbidden'],
    ['NaN', '{"modelId":"x","features":{"Age":NaN}}', 422, 'value-not-finite'],
    ['Infinity', '{"modelId":"x","features":{"Age":-Infinity}}', 422, 'value-not-finite'],
    ['an array', '[]', 422, 'request-invalid'],
  ])('[SEC4] [PRED2] refuses %s', async (_, body, status, code) => {
    expectProblem(await predict({ headers: json, body }), status, code);
  });

  it('[SEC4] refuses invalid UTF-8', async () => {
    expectProblem(
      await predict({ headers: json, body: Buffer.from([0x22, 0xc3, 0x28, 0x22]) }),
      400,
      'malformed-json',
    );
  });

  it('survives a client that hangs up in the middle of its body', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"mod',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await server.ask('/livez')).status).toBe(200);
  });
});

describe('documents and health', () => {
  it('describes every API route in OpenAPI 3.1, from the schemas that validate', async () => {
    const { status, json: document } = await server.ask('/openapi.json');
    expect(status).toBe(200);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/predict',
        '/predict/batch',
        '/api/models/{model}/versions/{version}/predict',
        '/api/v1/sync/push',
        '/api/v1/blobs/{digest}',
        '/health',
      ]),
    );
    const body = document.paths['/api/predict'].post.requestBody.content['application/json'].schema;
    expect(body.required).toContain('modelId');
    expect(body.additionalProperties).toBe(false);
  });

  it('[SEC7] serves its docs page without inline script, from this server alone', async () => {
    const page = await server.ask('/docs');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script(?![^>]* src="\/docs\/)/);
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, file] of page.text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g))
      expect((await server.ask(file!)).status).toBe(200);
    expect((await server.ask('/docs/package.json')).status).toBe(404);
  });

  it('tells people and machines how it is', async () => {
    const { json: health } = await server.ask('/health');
    expect(health).toMatchObject({ status: 'ok', models: [], failures: [] });
    expect(health.uptime).toBeGreaterThan(0);
    expect(Date.parse(health.timestamp)).toBeGreaterThan(0);
  });

  it('writes metrics that Prometheus reads', async () => {
    await predict({ body: { modelId: 'x', features: {} } });
    const { text, headers } = await server.ask('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(
      /treadle_requests_total\{model="",version="",endpoint="\/api\/predict",code="404"\} \d+/,
    );
    expect(text).toContain('treadle_build_info');
    for (const name of text.matchAll(/^# TYPE (\S+)/gm)) expect(name[1]).toMatch(/^treadle_/);
  });
});

/** What the server says to bytes that no HTTP client would send. */
function rawRequest(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('end', () => resolve(said));
    socket.on('error', reject);
  });
}
