import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors/app-error.ts';

/** After this long without a byte an upload is forgotten; its client starts a new one. */
const idleMs = 60 * 60 * 1000;

export interface UploadLimits {
  readonly blobBytes: number;
  /** Of all unfinished uploads together. */
  readonly stagedBytes: number;
}

/**
 * Unfinished uploads. What arrived stays when a connection breaks, so a client goes on where it stopped:
 * `append` names the offset it continues at, and a wrong one is answered with the right one.
 */
export interface Uploads {
  /** @returns the id of a new, empty upload. */
  start(): string;
  /**
   * Appends what `body` yields, from `offset` on; returns the size so far.
   * @throws AppError `upload-unknown`, `range-invalid` (with the current range), `body-too-large`, `storage-full`.
   */
  append(id: string, offset: number | null, body: AsyncIterable<Buffer>): Promise<number>;
  /** Forgets an upload that will not go on. */
  drop(id: string): void;
  /**
   * Ends the upload and gives its bytes; hex SHA-256 `digest` must be theirs.
   * @throws AppError `upload-unknown`, `digest-mismatch`; a mismatch forgets the upload.
   */
  finish(id: string, digest: string): Buffer;
}

interface Upload {
  chunks: Buffer[];
  sizeBytes: number;
  touchedMs: number;
  busy: boolean;
}

export function createUploads(limits: UploadLimits, nowMs: () => number, newId: () => string): Uploads {
  const open = new Map<string, Upload>();
  const find = (id: string): Upload => {
    const upload = open.get(id);
    if (upload === undefined)
      throw new AppError('upload-unknown', { detail: 'The upload was finished, expired or never started.' });
    return upload;
  };
  const add = (upload: Upload, chunk: Buffer): void => {
    checkRoom(limits, upload, chunk, open.values());
    upload.chunks.push(chunk);
    upload.sizeBytes += chunk.length;
    upload.touchedMs = nowMs();
  };

  return {
    start() {
      for (const [id, upload] of open) if (nowMs() - upload.touchedMs > idleMs) open.delete(id);
      const id = newId();
      open.set(id, { chunks: [], sizeBytes: 0, touchedMs: nowMs(), busy: false });
      return id;
    },
    async append(id, offset, body) {
      const upload = find(id);
      if (upload.busy || (offset !== null && offset !== upload.sizeBytes)) throw wrongRange(upload);
      upload.busy = true;
      try {
        for await (const chunk of body) add(upload, chunk);
      } catch (thrown) {
        // What is too large stays too large; a connection that broke off may come back.
        if (thrown instanceof AppError && thrown.code === 'body-too-large') open.delete(id);
        throw thrown;
      } finally {
        upload.busy = false;
      }
      return upload.sizeBytes;
    },
    drop: (id) => void open.delete(id),
    finish(id, digest) {
      const bytes = Buffer.concat(find(id).chunks);
      open.delete(id);
      const actual = createHash('sha256').update(bytes).digest('hex');
      if (actual === digest) return bytes;
      throw new AppError('digest-mismatch', {
        detail: `The ${bytes.length} uploaded bytes have the SHA-256 ${actual}, not ${digest}.`,
        extra: { actual },
      });
    },
  };
}

function checkRoom(limits: UploadLimits, upload: Upload, chunk: Buffer, open: Iterable<Upload>): void {
  if (upload.sizeBytes + chunk.length > limits.blobBytes)
    throw new AppError('body-too-large', {
      detail: `An artifact may have ${limits.blobBytes} bytes at most.`,
    });
  let staged = chunk.length;
  for (const { sizeBytes } of open) staged += sizeBytes;
  if (staged > limits.stagedBytes)
    throw new AppError('storage-full', {
      detail: `Unfinished uploads hold ${limits.stagedBytes} bytes already.`,
      remedy: 'Wait until other uploads are done, then send it again.',
    });
}

function wrongRange(upload: Upload): AppError {
  return new AppError('range-invalid', {
    detail: `The upload has ${upload.sizeBytes} bytes${upload.busy ? ' and another request is adding to it' : ''}.`,
    remedy: `Continue at offset ${upload.sizeBytes}.`,
    extra: { offset: upload.sizeBytes, range: uploadRange(upload.sizeBytes) ?? undefined },
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
