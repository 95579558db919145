import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './server.ts';

const script = `export const words = ${JSON.stringify('treadle '.repeat(500))};\n`;
let webFolder: string;
let server: TestServer;
beforeAll(async () => {
  webFolder = await mkdtemp(join(tmpdir(), 'treadle-web-'));
  await mkdir(join(webFolder, 'assets'));
  await writeFile(join(webFolder, 'index.html'), '<!doctype html><title>Treadle</title>');
  await writeFile(join(webFolder, 'sw.js'), 'self.skipWaiting();');
  await writeFile(join(webFolder, 'manifest.webmanifest'), '{}');
  await writeFile(join(webFolder, 'assets/app-1a2b3c4d.js'), script);
  await writeFile(join(webFolder, 'assets/kernel-5e6f.wasm'), Buffer.from([0, 97, 115, 109]));
  await writeFile(join(webFolder, '../secret.txt'), 'not for the web');
  server = await startTestServer({ webFolder });
});
afterAll(async () => {
  await server.remove();
  await rm(webFolder, { recursive: true });
});

describe('the page', () => {
  it.each([
    '/',
    '/data',
    '/experiments/42',
    '/models/churn',
    '/predict',
    '/monitoring',
    '/settings',
    '/test',
  ])('answers %s with the page, whatever the client accepts', async (path) => {
    const answer = await server.ask(path, { headers: { accept: '*/*' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('<title>Treadle</title>');
  });

  it('answers other paths with the page to a browser and 404 to a program', async () => {
    expect((await server.ask('/unheard-of', { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await server.ask('/unheard-of')).status).toBe(404);
    expect((await server.ask('/api/unheard-of', { headers: { accept: 'text/html' } })).status).toBe(404);
    expect((await server.ask('/missing.js', { headers: { accept: 'text/html' } })).status).toBe(404);
  });

  it('[SEC7] isolates the page and lets it run nothing but its own code', async () => {
    for (const path of ['/', '/assets/app-1a2b3c4d.js']) {
      const { headers } = await server.ask(path);
      expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('[SEC7] sends the whole policy with every file, whatever comes of the request', async () => {
    const policy =
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
      "img-src 'self' data: blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    const { headers } = await server.ask('/sw.js');
    const again = { headers: { 'if-none-match': headers.etag! } };
    const bare = await startTestServer();
    try {
      const answers = [
        await server.ask('/'),
        await server.ask('/models/churn'),
        await server.ask('/unheard-of', { headers: { accept: 'text/html' } }),
        await server.ask('/sw.js'),
        await server.ask('/sw.js', again),
        await server.ask('/sw.js', { method: 'HEAD' }),
        await server.ask('/manifest.webmanifest'),
        await server.ask('/assets/kernel-5e6f.wasm'),
        await server.ask('/assets/app-1a2b3c4d.js', { headers: { 'accept-encoding': 'br' } }),
        await server.ask('/docs'),
        await server.ask('/docs/start.js'),
        await server.ask('/docs/swagger-ui-bundle.js'),
        await bare.ask('/'),
      ];
      for (const { status, headers: sent } of answers) {
        expect([200, 304, 503]).toContain(status);
        expect(sent['content-security-policy']).toBe(policy);
        expect(sent).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        });
      }
    } finally {
      await bare.remove();
    }
  });

  it('gives every kind of file its type', async () => {
    expect((await server.ask('/assets/app-1a2b3c4d.js')).headers['content-type']).toContain(
      'text/javascript',
    );
    expect((await server.ask('/assets/kernel-5e6f.wasm')).headers['content-type']).toBe('application/wasm');
    expect((await server.ask('/manifest.webmanifest')).headers['content-type']).toBe(
      'application/manifest+json',
    );
  });

  it('keeps hashed files for ever and asks for the others again', async () => {
    expect((await server.ask('/assets/app-1a2b3c4d.js')).headers['cache-control']).toContain('immutable');
    for (const path of ['/', '/sw.js', '/manifest.webmanifest'])
      expect((await server.ask(path)).headers['cache-control']).toBe('no-cache');
    const { headers } = await server.ask('/sw.js');
    const again = await server.ask('/sw.js', { headers: { 'if-none-match': headers.etag! } });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('compresses when it pays', async () => {
    const ask = (encoding: string) =>
      server.ask('/assets/app-1a2b3c4d.js', { headers: { 'accept-encoding': encoding } });
    const brotli = await ask('gzip, deflate, br');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(script);
    expect(gunzipSync((await ask('gzip, br;q=0')).bytes).toString()).toBe(script);
    expect((await ask('')).text).toBe(script);
    const small = await server.ask('/sw.js', { headers: { 'accept-encoding': 'br' } });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  it('answers HEAD with the same headers and no body', async () => {
    const { headers } = await server.ask('/assets/app-1a2b3c4d.js');
    const head = await server.ask('/assets/app-1a2b3c4d.js', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers['content-length']).toBe(headers['content-length']);
  });

  it('serves a new build without a restart', async () => {
    await writeFile(join(webFolder, 'later.txt'), 'one');
    expect((await server.ask('/later.txt')).text).toBe('one');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(join(webFolder, 'later.txt'), 'two');
    expect((await server.ask('/later.txt')).text).toBe('two');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/a%00b',
    '/%ff',
  ])('[SEC3] does not leave its folder for %s', async (path) => {
    expect((await server.ask(path)).status).toBe(404);
  });

  it('says what to do while the page is not built', async () => {
    const bare = await startTestServer();
    try {
      const answer = await bare.ask('/');
      expect(answer.status).toBe(503);
      expect(answer.text).toContain('npm run build');
      expect((await bare.ask('/livez')).status).toBe(200);
    } finally {
      await bare.remove();
    }
  });
});
