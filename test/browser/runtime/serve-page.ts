import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

/** COOP and COEP make the page isolated; the CSP is that of the real one (SEC7). */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; object-src 'none'",
};

export interface ServedPage {
  readonly url: string;
  /** The same page from a host that sends no headers: not isolated, so without shared memory. */
  readonly plainUrl: string;
  close(): Promise<void>;
}

/** Builds the test page as the real one is built and serves it. */
export async function servePage(folder = new URL('.', import.meta.url)): Promise<ServedPage> {
  const root = fileURLToPath(folder);
  const outDir = await mkdtemp(join(tmpdir(), 'treadle-page-'));
  const config = { root, configFile: false, logLevel: 'error', worker: { format: 'es' } } as const;
  await build({ ...config, build: { outDir, emptyOutDir: true, target: 'es2023' } });
  const serve = (sent: Record<string, string>) =>
    preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1', headers: sent } });
  const [page, plain] = [await serve(headers), await serve({})];
  return {
    url: page.resolvedUrls!.local[0]!,
    plainUrl: plain.resolvedUrls!.local[0]!,
    async close() {
      await Promise.all([page.close(), plain.close()]);
      await rm(outDir, { recursive: true });
    },
  };
}
