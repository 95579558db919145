import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors/app-error.ts';
import { z } from '../../shared/records/zod.ts';
import type { BlobStore } from '../../workers/workspace.ts';
import type { Operation, ServerContext } from '../http/operation.ts';
import { contentRangeStart, uploadRange, type Uploads } from './uploads.ts';

export interface BlobParts {
  readonly blobs: BlobStore;
  readonly uploads: Uploads;
  /** Whether so many more bytes may be kept. @throws AppError `storage-full`. */
  readonly requireRoom: (moreBytes: number) => Promise<void>;
}

const uploadsPath = '/api/v1/blobs/uploads';
const octets = 'application/octet-stream';

/** Artifacts by digest, uploaded as OCI registries do (CONTRACTS.md, section 3). */
export function blobOperations(parts: BlobParts): Operation[] {
  const tag = 'Artifacts';
  return [
    {
      method: 'GET',
      path: '/api/v1/blobs/:digest',
      tag,
      scope: 'viewer',
      summary: 'An artifact by `sha256:<hex>`; HEAD tells whether it is here',
      status: 200,
      answerMediaType: octets,
      errors: ['blob-unknown', 'artifact-corrupt', 'request-invalid'],
      handle: (context) => download(parts, context),
    },
    {
      method: 'POST',
      path: uploadsPath,
      tag,
      scope: 'editor',
      summary:
        'Start an upload; Location says where its bytes go. With `digest`, the body is all of it (201)',
      query: [{ name: 'digest', description: '`sha256:<hex>` of the body', schema: z.string().optional() }],
      requestMediaType: octets,
      status: 202,
      errors: ['digest-mismatch', 'request-invalid', 'body-too-large', 'storage-full', 'disk-full'],
      handle: (context) => start(parts, context),
    },
    {
      method: 'PATCH',
      path: `${uploadsPath}/:upload`,
      tag,
      scope: 'editor',
      summary: 'Send bytes from the offset that Content-Range names',
      requestMediaType: octets,
      status: 202,
      errors: ['upload-unknown', 'range-invalid', 'body-too-large', 'storage-full', 'disk-full'],
      handle: (context) => append(parts, context),
    },
    {
      method: 'PUT',
      path: `${uploadsPath}/:upload`,
      tag,
      scope: 'editor',
      summary: 'Finish an upload; its bytes must have the digest',
      query: [{ name: 'digest', description: '`sha256:<hex>`', schema: z.string() }],
      status: 201,
      errors: [
        'upload-unknown',
        'digest-mismatch',
        'request-invalid',
        'body-too-large',
        'storage-full',
        'disk-full',
      ],
      handle: (context) => finish(parts, context),
    },
  ];
}

async function download({ blobs }: BlobParts, context: ServerContext): Promise<Response> {
  const digest = digestOf(context.req.param('digest'), '/digest');
  if (context.req.method === 'HEAD') {
    if (!(await blobs.has(digest))) throw unknownBlob(digest);
    return new Response(null, { status: 200, headers: blobHeaders(digest) });
  }
  const bytes = await blobs.get(digest);
  if (bytes === null) throw unknownBlob(digest);
  return new Response(new Uint8Array(bytes), { status: 200, headers: blobHeaders(digest) });
}

/** An artifact is data that people sent: nothing may run it or show it as a page of this server (SEC6). */
function blobHeaders(digest: string): Record<string, string> {
  return {
    'content-type': octets,
    'content-disposition': `attachment; filename="${digest}"`,
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${digest}"`,
  };
}

async function start(parts: BlobParts, context: ServerContext): Promise<Response> {
  const { env, req } = context;
  if (req.query('digest') !== undefined) return takeWhole(parts, context);
  env.incoming.resume();
  await parts.requireRoom(1);
  return accepted(202, { location: `${uploadsPath}/${await parts.uploads.start()}` });
}

/** For whoever has no need to go on where a connection broke. */
async function takeWhole(parts: BlobParts, { env, req }: ServerContext): Promise<Response> {
  const digest = digestOf(req.query('digest'), '/digest');
  await parts.uploads.whole(digest, bodyOf(env.incoming), (bytes) => keep(parts, bytes, digest));
  return kept(digest);
}

async function keep({ blobs, requireRoom }: BlobParts, bytes: Buffer, digest: string): Promise<void> {
  if (!(await blobs.has(digest))) await requireRoom(bytes.length);
  await blobs.put(bytes);
}

const kept = (digest: string): Response => accepted(201, { location: `/api/v1/blobs/sha256:${digest}` });

async function append({ uploads }: BlobParts, { env, req }: ServerContext): Promise<Response> {
  const offset = contentRangeStart(env.incoming.headers['content-range']);
  const id = req.param('upload')!;
  const sizeBytes = await uploads.append(id, offset, bodyOf(env.incoming));
  return accepted(202, { location: `${uploadsPath}/${id}`, ...rangeHeader(sizeBytes) });
}

async function finish(parts: BlobParts, { env, req }: ServerContext): Promise<Response> {
  const digest = digestOf(req.query('digest'), '/digest');
  const id = req.param('upload')!;
  await parts.uploads.append(id, null, bodyOf(env.incoming));
  await parts.uploads.finish(id, digest, (bytes) => keep(parts, bytes, digest));
  return kept(digest);
}

function rangeHeader(sizeBytes: number): Record<string, string> {
  const range = uploadRange(sizeBytes);
  return range === null ? {} : { range };
}

function accepted(status: number, headers: Record<string, string>): Response {
  return new Response(null, { status, headers: { ...headers, 'cache-control': 'no-store' } });
}

/** A body that breaks off ends the loop as `aborted`; the connection stays open for the answer otherwise. */
async function* bodyOf(incoming: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new AppError('aborted', {
      detail: 'The client closed the connection before its body ended.',
      cause,
    });
  }
}

/** Artifacts are named by their digest alone, so that no path from a request reaches the disk (SEC3). */
function digestOf(text: string | undefined, pointer: string): string {
  const match = /^sha256:([0-9a-f]{64})$/.exec(text ?? '');
  if (match !== null) return match[1]!;
  throw new AppError('request-invalid', {
    detail: 'An artifact is named sha256: and 64 hex digits.',
    pointer,
  });
}

const unknownBlob = (digest: string): AppError =>
  new AppError('blob-unknown', { detail: `There is no artifact sha256:${digest} here.` });
