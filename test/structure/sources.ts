import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOMS = ['shared', 'workers', 'web', 'cli', 'sync-server'];

/** Every TypeScript source of the product by repository-relative path; kernels and what is made of them aside. */
export function readSources(root: string): Map<string, string> {
  const sources = new Map<string, string>();
  for (const room of ROOMS) {
    for (const entry of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      const file = `${room}/${entry.replaceAll('\\', '/')}`;
      if (/\.tsx?$/.test(file) && !/\.(as|wasm)\.ts$/.test(file))
        sources.set(file, readFileSync(join(root, file), 'utf8'));
    }
  }
  return sources;
}
