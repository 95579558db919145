import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles entry points (name → path in the project) and the thread of training teams as the command is
 * built, since a thread that goes through a TypeScript loader starts 20 times as slowly; the folder that
 * they lie in is there until `work` is done.
 */
export async function inBundle<T>(
  entries: Readonly<Record<string, string>>,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist', 'bench-'));
  try {
    const paths = { ...entries, 'team-thread': 'workers/node/team-thread.ts' };
    const input = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, join(root, path)]));
    const ssr = { ssr: true, outDir: folder, emptyOutDir: false, target: 'node20', rollupOptions: { input } };
    await build({ root, configFile: false, logLevel: 'error', build: ssr });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
