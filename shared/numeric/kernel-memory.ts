import { AppError } from '../errors/app-error.ts';

/** WebAssembly memory comes in pages of this many bytes. */
export const PAGE_BYTES = 65_536;
/** Address space that is reserved, not memory; smaller where the platform refuses. */
const SHARED_LIMITS_PAGES = [65_536, 32_768, 16_384, 8_192];

/** No pointer of a kernel reaches further. */
export const KERNEL_LIMIT_BYTES = 2 ** 32;

/** A region of memory: typed arrays over it and pointers into it mean the same bytes. */
export interface Region {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** Memory that threads share and that grows under them; views of it stay valid. */
export function createSharedMemory(): WebAssembly.Memory {
  for (const maximum of SHARED_LIMITS_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: 16, maximum, shared: true });
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }
  throw new AppError('out-of-memory', { detail: 'No shared memory can be reserved for the training.' });
}

/** Memory of one thread, of a fixed size: it would take every view with it if it grew. */
export function createPlainMemory(byteLength: number): WebAssembly.Memory {
  const pages = Math.ceil(byteLength / PAGE_BYTES);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw tooLarge(byteLength, cause);
  }
}

/**
 * Hands out zeroed, 8-byte aligned regions one after another. Whoever asks in the same order with the
 * same sizes, on any thread, gets the same regions. A fixed memory has them up to its size.
 */
export function regionsOf(memory: WebAssembly.Memory): (byteLength: number) => Region {
  const grows = !(memory.buffer instanceof ArrayBuffer);
  let end = 0;
  return (byteLength) => {
    const byteOffset = end;
    end += Math.ceil(byteLength / 8) * 8;
    if (grows) growTo(memory, end);
    else if (end > memory.buffer.byteLength) throw tooLarge(end);
    return { buffer: memory.buffer, byteOffset };
  };
}

/** Others may grow it at the same time: what is too much then is address space only. */
function growTo(memory: WebAssembly.Memory, byteLength: number): void {
  const missing = (): number => Math.ceil(byteLength / PAGE_BYTES) - memory.grow(0);
  // Asked once: another thread may have grown it by the next line, and less than nothing cannot be asked for.
  const pages = missing();
  if (pages <= 0) return;
  try {
    memory.grow(pages);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    if (missing() > 0) throw tooLarge(byteLength, cause);
  }
}

function tooLarge(byteLength: number, cause?: unknown): AppError {
  return new AppError('out-of-memory', {
    detail: `The training needs ${Math.ceil(byteLength / 2 ** 20)} MB of memory in one piece.`,
    cause,
  });
}
