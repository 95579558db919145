import { AppError } from '../../errors/app-error.ts';
import type { Content } from './byte-source.ts';
import { allBytes } from './byte-source.ts';

const MIB = 2 ** 20;

/**
 * All bytes of a file whose format cannot be read in parts. @throws AppError `file-too-large` beyond `mostBytes`, before
 * more of it is read.
 */
export function heldWhole(content: Content, format: string, mostBytes: number): Promise<Uint8Array> {
  return allBytes(within(content.chunks(), format, mostBytes));
}

async function* within(
  chunks: AsyncIterable<Uint8Array>,
  format: string,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > mostBytes)
      throw new AppError('file-too-large', {
        detail: `${format} is read as a whole, up to ${mostBytes / MIB} MiB; this file is larger.`,
      });
    yield chunk;
  }
}
