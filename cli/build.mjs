// Builds the two bundles: dist/node (command line, server, worker threads) and dist/web (the page).
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { argv, stderr } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { predictorPlugin } from './predictor-plugin.mjs';

const SOURCES = {
  node: ['shared', 'workers', 'cli', 'sync-server', 'web/standalone', 'package.json'],
  web: ['shared', 'workers', 'web', 'package.json', 'vite.config.ts'],
};
const BUILDERS = { node: buildNode, web: buildWeb };
/** A build that takes longer than this was killed: its lock is taken over. */
const STALE_LOCK_MS = 300_000;
const OLD_MS = 86_400_000;

/** Builds each part whose newest source is younger than its stamp. Parallel callers wait for each other. */
export async function buildWhatIsStale(root, parts) {
  if (parts.every((part) => isFresh(root, part))) return;
  await locked(root, async () => {
    for (const part of parts) {
      if (isFresh(root, part)) continue;
      const started = Date.now();
      stderr.write(`Building ${part === 'web' ? 'the page' : 'the command'} … `);
      await BUILDERS[part](root);
      writeFileSync(join(root, 'dist', `.${part}-built`), '');
      stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    }
  });
}

function isFresh(root, part) {
  const stamp = statSync(join(root, 'dist', `.${part}-built`), { throwIfNoEntry: false });
  return stamp !== undefined && SOURCES[part].every((source) => newest(join(root, source)) <= stamp.mtimeMs);
}

function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Removes what no build has written for a day: commands that run still load parts of their own build. */
function removeOld(folder) {
  if (!existsSync(folder)) return;
  for (const path of readdirSync(folder).map((name) => join(folder, name)))
    if (Date.now() - statSync(path).mtimeMs > OLD_MS) rmSync(path, { force: true });
}

async function locked(root, work) {
  const lock = join(root, 'dist', '.building');
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const held = statSync(lock, { throwIfNoEntry: false });
      if (held !== undefined && Date.now() - held.mtimeMs > STALE_LOCK_MS)
        rmSync(lock, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function buildNode(root) {
  const { build } = await import('vite');
  removeOld(join(root, 'dist/node'));
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [predictorPlugin(root)],
    build: {
      ssr: true,
      outDir: 'dist/node',
      emptyOutDir: false,
      target: 'node20',
      sourcemap: true,
      rollupOptions: {
        input: {
          treadle: join(root, 'cli/main.ts'),
          'task-thread': join(root, 'workers/node/task-thread.ts'),
          'team-thread': join(root, 'workers/node/team-thread.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

async function buildWeb(root) {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

if (
  argv[1] !== undefined &&
  fileURLToPath(import.meta.url) === createRequire(import.meta.url).resolve(argv[1])
) {
  await buildWhatIsStale(fileURLToPath(new URL('..', import.meta.url)), ['node', 'web']);
}
