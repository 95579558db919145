/** A file that can be read anywhere, piece by piece; hosts make one of what they have. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `start` up to `end`, fewer at the end of the file. */
  slice(start: number, end: number): Promise<Uint8Array>;
  /** All bytes in order. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** What is to be read: the file itself, or what is packed in it. */
export interface Content {
  /** The first bytes, and whether that is all. */
  head(limitBytes: number): Promise<{ bytes: Uint8Array; complete: boolean }>;
  chunks(): AsyncIterable<Uint8Array>;
  /** For formats that are read from their end or in parts. */
  randomAccess(): Promise<ByteSource>;
}

/** A file that is not packed. */
export function plainContent(source: ByteSource): Content {
  return {
    async head(limitBytes) {
      const bytes = await source.slice(0, limitBytes);
      return { bytes, complete: bytes.length === source.sizeBytes };
    },
    chunks: () => source.chunks(),
    randomAccess: async () => source,
  };
}

/** What comes out of a stream that cannot be entered in its middle. */
export function streamedContent(unpack: () => AsyncIterable<Uint8Array>): Content {
  return {
    head: (limitBytes) => firstBytes(unpack(), limitBytes),
    chunks: unpack,
    randomAccess: async () => bytesSource(await allBytes(unpack())),
  };
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    slice: async (start, end) => bytes.subarray(start, end),
    async *chunks() {
      yield bytes;
    },
  };
}

async function firstBytes(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ bytes: Uint8Array; complete: boolean }> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) return { bytes: joined(parts).subarray(0, limitBytes), complete: false };
  }
  return { bytes: joined(parts), complete: true };
}

/** Everything in one array. */
export async function allBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
