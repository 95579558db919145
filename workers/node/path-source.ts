import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ByteSource } from '../../shared/table/packed/byte-source.ts';
import { breathe } from '../pool/breathe.ts';

const CHUNK_BYTES = 4 * 2 ** 20;

/** A file of the disk, read piece by piece. @throws AppError `file-unreadable`, here or while it is read. */
export async function pathSource(path: string): Promise<ByteSource> {
  const sizeBytes = await withFile(path, async (file) => (await file.stat()).size);
  return {
    sizeBytes,
    slice: (start, end) => withFile(path, (file) => readStretch(file, start, Math.min(end, sizeBytes))),
    async *chunks() {
      const file = await opened(path);
      try {
        for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
          yield await readStretch(file, at, Math.min(at + CHUNK_BYTES, sizeBytes));
          await breathe();
        }
      } finally {
        await file.close();
      }
    },
  };
}

async function readStretch(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) {
      throw new AppError('file-unreadable', { detail: 'The file became shorter while it was read.' });
    }
    done += bytesRead;
  }
  return bytes;
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await opened(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'no permission' : message;
    throw new AppError('file-unreadable', { detail: `"${path}" cannot be read: ${reason}.`, cause });
  }
}
