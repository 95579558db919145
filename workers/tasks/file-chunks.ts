import type { ByteSource } from '../../shared/table/packed/byte-source.ts';
import { breathe } from '../pool/breathe.ts';

const CHUNK_BYTES = 4 * 2 ** 20;

/** A file as its readers take it; nothing of it is held that they do not hold. */
export function fileSource(file: Blob | Uint8Array): ByteSource {
  return {
    sizeBytes: sizeOf(file),
    slice: (start, end) => slice(file, start, end),
    chunks: () => fileChunks(file),
  };
}

/** A file piece by piece; aborts and other messages come in between. */
async function* fileChunks(file: Blob | Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeOf(file); at += CHUNK_BYTES) {
    yield await slice(file, at, at + CHUNK_BYTES);
    await breathe();
  }
}

export function sizeOf(file: Blob | Uint8Array): number {
  return file instanceof Uint8Array ? file.length : file.size;
}

async function slice(file: Blob | Uint8Array, from: number, to: number): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file.subarray(from, to);
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}
