import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { v7 } from 'uuid';
import { storageError } from './storage-error.ts';

/** What a writer that was killed left behind is removed after this long. */
const leftoverMs = 60 * 60 * 1000;

/**
 * Writes a file so that after a crash or power cut it is there wholly or not at all: into `temporary`
 * first, flushed, then renamed, then the folder flushed too. Both must be on one file system.
 * @throws AppError `disk-full`, `workspace-broken`.
 */
export async function writeDurably(path: string, bytes: Uint8Array, temporary: string): Promise<void> {
  const draft = join(temporary, v7());
  try {
    await writeFlushed(draft, bytes);
    await mkdir(dirname(path), { recursive: true });
    await rename(draft, path);
    await flushFolder(dirname(path));
  } catch (thrown) {
    await rm(draft, { force: true });
    throw storageError(thrown);
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFolder(path: string): Promise<void> {
  // Windows cannot open folders; there a rename is as durable as it gets.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The bytes of a file, or null when there is none. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (isNotFound(thrown)) return null;
    throw storageError(thrown);
  }
}

/** Whether there is a file. */
export async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (thrown) {
    if (isNotFound(thrown)) return false;
    throw storageError(thrown);
  }
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

/** Removes drafts of writers that were killed; those of living writers are younger. */
export async function removeLeftovers(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > leftoverMs) await rm(path, { force: true });
  }
}
