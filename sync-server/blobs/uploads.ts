import { AppError } from '../../shared/errors/app-error.ts';
import { sha256 } from '../store/blob-folder.ts';
import type { UploadStore } from '../store/uploads.ts';

/** Of one part as it is staged: what a request sends in trickles is not one transaction each. */
const PART_BYTES = 1024 * 1024;

export interface UploadLimits {
  readonly blobBytes: number;
  /** Of all unfinished uploads together, and of what this process holds in memory of them. */
  readonly stagedBytes: number;
}

/**
 * Unfinished uploads. What arrived stays when a connection breaks or a server ends, so a client goes on
 * where it stopped, at whichever server: `append` names the offset it continues at, and a wrong one is
 * answered with the right one.
 */
export interface Uploads {
  /** @returns the id of a new, empty upload. @throws AppError `storage-full`. */
  start(): Promise<string>;
  /**
   * Appends what `body` yields, from `offset` on; returns the size so far.
   * @throws AppError `upload-unknown`, `range-invalid` (with the current range), `body-too-large`, `storage-full`.
   */
  append(id: string, offset: number | null, body: AsyncIterable<Buffer>): Promise<number>;
  /**
   * Hands what arrived to `keep`, then forgets the upload; hex SHA-256 `digest` must be its. It stays
   * when `keep` fails: whoever asks again needs not send it again.
   * @throws AppError `upload-unknown`, `digest-mismatch`; a mismatch forgets the upload.
   */
  finish(id: string, digest: string, keep: (bytes: Buffer) => Promise<void>): Promise<void>;
  /** An artifact in one body. @throws AppError `digest-mismatch`, `body-too-large`, `storage-full`. */
  whole(digest: string, body: AsyncIterable<Buffer>, keep: (bytes: Buffer) => Promise<void>): Promise<void>;
}

export function createUploads(store: UploadStore, limits: UploadLimits, newId: () => string): Uploads {
  const memory = memoryOf(limits.stagedBytes);

  const append: Uploads['append'] = async (id, offset, body) => {
    let sizeBytes = await store.size(id);
    if (offset !== null && offset !== sizeBytes) throw wrongRange(sizeBytes);
    let part: Buffer[] = [];
    let partBytes = 0;
    const stage = async (): Promise<void> => {
      if (partBytes === 0) return;
      const bytes = Buffer.concat(part);
      part = [];
      partBytes = 0;
      const reached = await store.append(id, sizeBytes, bytes, limits.stagedBytes);
      if (reached === null) throw wrongRange(await store.size(id));
      sizeBytes = reached;
    };
    try {
      for await (const chunk of body) {
        requireSize(sizeBytes + partBytes + chunk.length, limits.blobBytes);
        part.push(chunk);
        partBytes += chunk.length;
        if (partBytes >= PART_BYTES) await stage();
      }
    } catch (thrown) {
      // What is too large stays too large; a connection that broke off may come back.
      if (isCode(thrown, 'body-too-large')) await store.drop(id);
      else if (isCode(thrown, 'aborted')) await stage();
      throw thrown;
    }
    await stage();
    return sizeBytes;
  };

  return {
    async start() {
      const id = newId();
      await store.start(id);
      return id;
    },
    append,
    async finish(id, digest, keep) {
      const sizeBytes = await store.size(id);
      await memory(async (take) => {
        take(sizeBytes);
        const bytes = await store.read(id);
        if (sha256(bytes) !== digest) await store.drop(id);
        requireDigest(bytes, digest);
        await keep(bytes);
      });
      await store.drop(id);
    },
    whole: (digest, body, keep) =>
      memory(async (take) => {
        const chunks: Buffer[] = [];
        let sizeBytes = 0;
        for await (const chunk of body) {
          sizeBytes += chunk.length;
          requireSize(sizeBytes, limits.blobBytes);
          take(chunk.length);
          chunks.push(chunk);
        }
        const bytes = Buffer.concat(chunks);
        requireDigest(bytes, digest);
        await keep(bytes);
      }),
  };
}

/** Bytes of artifacts in this process, so that many at once do not end it: what `work` takes it has until it ends. */
function memoryOf(mostBytes: number) {
  let held = 0;
  return async (work: (take: (sizeBytes: number) => void) => Promise<void>): Promise<void> => {
    let own = 0;
    const take = (sizeBytes: number): void => {
      if (held + sizeBytes > mostBytes) throw busy(mostBytes);
      own += sizeBytes;
      held += sizeBytes;
    };
    try {
      await work(take);
    } finally {
      held -= own;
    }
  };
}

const busy = (mostBytes: number): AppError =>
  new AppError('storage-full', {
    detail: `Uploads that are being taken hold ${mostBytes} bytes already.`,
    remedy: 'Wait until other uploads are done, then send it again.',
  });

const isCode = (thrown: unknown, code: AppError['code']): boolean =>
  thrown instanceof AppError && thrown.code === code;

function requireSize(sizeBytes: number, mostBytes: number): void {
  if (sizeBytes <= mostBytes) return;
  throw new AppError('body-too-large', { detail: `An artifact may have ${mostBytes} bytes at most.` });
}

function requireDigest(bytes: Uint8Array, digest: string): void {
  const actual = sha256(bytes);
  if (actual === digest) return;
  throw new AppError('digest-mismatch', {
    detail: `The ${bytes.length} uploaded bytes have the SHA-256 ${actual}, not ${digest}.`,
    extra: { actual },
  });
}

function wrongRange(sizeBytes: number): AppError {
  return new AppError('range-invalid', {
    detail: `The upload has ${sizeBytes} bytes.`,
    remedy: `Continue at offset ${sizeBytes}.`,
    extra: { offset: sizeBytes, range: uploadRange(sizeBytes) ?? undefined },
  });
}

/** `Range` of what has arrived, as OCI registries write it; null while nothing has. */
export function uploadRange(sizeBytes: number): string | null {
  return sizeBytes === 0 ? null : `0-${sizeBytes - 1}`;
}

/**
 * Where a `Content-Range` starts: `0-99` (OCI) or `bytes 0-99/100` (RFC 9110); null without one.
 * @throws AppError `range-invalid`.
 */
export function contentRangeStart(header: string | undefined): number | null {
  if (header === undefined) return null;
  const match = /^(?:bytes )?(\d{1,15})-(\d{1,15})(?:\/(?:\d{1,15}|\*))?$/.exec(header);
  if (match === null || Number(match[2]) < Number(match[1]))
    throw new AppError('range-invalid', { detail: `The Content-Range "${header}" is not of the form 0-99.` });
  return Number(match[1]);
}
