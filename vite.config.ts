import react from '@vitejs/plugin-react';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { predictorPlugin } from './cli/predictor-plugin.mjs';

/** Isolation gives SharedArrayBuffer to the training pool; `treadle serve` sends the same (SEC7). */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** What the page may load; the dev server leaves it out, since hot reload needs an inline script. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Paths that belong to the server and never fall back to the page. */
const serverPaths =
  /^\/(api|docs|openapi\.json|metrics|health|livez|readyz|v2|version|ping|invocations)(\/|$|\?)/;

/** Kinds of files that the installed app offers to open. */
const OPENED_FILES = {
  'text/csv': ['.csv'],
  'text/tab-separated-values': ['.tsv', '.tab'],
  'application/json': ['.json'],
  'application/x-ndjson': ['.jsonl', '.ndjson'],
  'application/vnd.apache.parquet': ['.parquet'],
  'application/vnd.apache.arrow.file': ['.arrow', '.feather'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['.xlsx'],
};

/** Not the working directory: `treadle serve` may build from anywhere. */
const here = import.meta.dirname;

const version = (JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as { version: string }).version;

/** The commit that is built, or null outside a clone (a tarball has none). */
function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: here,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

const server = process.env['TREADLE_SERVER'] ?? 'http://localhost:3000';
const proxy = { '/api': server, '/health': server, '/docs': server, '/openapi.json': server };

export default defineConfig({
  root: join(here, 'web'),
  define: {
    __APP_VERSION__: JSON.stringify(version),
    __APP_COMMIT__: JSON.stringify(commit()),
  },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // ECharts and tfjs are one piece each, loaded when first needed.
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
  server: { headers: isolation, proxy },
  preview: { headers: { ...isolation, 'Content-Security-Policy': contentSecurityPolicy }, proxy },
  optimizeDeps: { include: ['comlink', 'dexie', 'zod', '@noble/hashes/sha2.js'] },
  plugins: [
    react(),
    predictorPlugin(here),
    VitePWA({
      strategies: 'generateSW',
      registerType: 'prompt',
      injectRegister: null,
      manifest: {
        name: 'Treadle',
        short_name: 'Treadle',
        description: 'The whole machine-learning lifecycle in a browser tab.',
        id: '/',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#101216',
        theme_color: '#101216',
        categories: ['productivity', 'utilities'],
        // "Open with" of the operating system; `web/shell/opened-files.ts` takes them.
        file_handlers: [
          { action: '/data/import', accept: OPENED_FILES },
          { action: '/open', accept: { 'application/vnd.treadle.model': ['.treadle'] } },
        ],
        launch_handler: { client_mode: 'focus-existing' },
        icons: [
          { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,wasm,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 12 * 1024 * 1024,
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [serverPaths],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
      },
    }),
  ],
});
