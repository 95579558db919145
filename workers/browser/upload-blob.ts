import { AppError } from '../../shared/errors/app-error.ts';
import { refusal } from './refusal.ts';

/** Asks the server at a path; throws `server-unreachable` or `timed-out` when no answer comes. */
export type Ask = (path: string, init: RequestInit, limitMs: number) => Promise<Response>;

export const BLOB_LIMIT_MS = 300_000;
/** What a broken connection costs at most. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Answers in a row that brought nothing further, after which the upload waits for the next round. */
const PATIENCE = 4;
const PAUSE_MS = 200;

const UPLOADS = '/api/v1/blobs/uploads';
const OCTETS = { 'content-type': 'application/octet-stream' };

/**
 * Uploads an artifact in pieces. After a broken connection it goes on where the server says that it stands,
 * whichever server of a team that is; an upload that was forgotten meanwhile is begun once more, and then
 * sent in one request.
 * @throws AppError what the server refused with; `server-unreachable` when it stays away.
 */
export async function uploadBlob(
  ask: Ask,
  digest: string,
  bytes: Uint8Array,
  pieceBytes = PIECE_BYTES,
): Promise<void> {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const started = await ask(UPLOADS, { method: 'POST' }, BLOB_LIMIT_MS);
    const location = started.headers.get('location');
    if (!started.ok || location === null) throw await refusal(started);
    const put = (init: RequestInit, query = ''): Promise<Response> =>
      ask(`${location}${query}`, { ...init, headers: { ...OCTETS, ...init.headers } }, BLOB_LIMIT_MS);
    if ((await sendPieces(put, bytes, pieceBytes)) && (await finish(put, digest))) return;
    // What was forgotten may have been finished by a request whose answer was lost.
    if ((await ask(`/api/v1/blobs/sha256:${digest}`, { method: 'HEAD' }, BLOB_LIMIT_MS)).ok) return;
  }
  await sendWhole(ask, digest, bytes);
}

type Put = (init: RequestInit, query?: string) => Promise<Response>;

/** false when the server does not know the upload any more. */
async function sendPieces(put: Put, bytes: Uint8Array, pieceBytes: number): Promise<boolean> {
  let failures = 0;
  for (let offset = 0; offset < bytes.length;) {
    const piece = bytes.subarray(offset, offset + pieceBytes) as Uint8Array<ArrayBuffer>;
    const headers = { 'content-range': `${offset}-${offset + piece.length - 1}` };
    const answer = await unlessBroken(put({ method: 'PATCH', headers, body: piece }), failures);
    if (answer !== null && answer.status === 404) return false;
    if (answer !== null && !answer.ok && answer.status !== 416) throw await refusal(answer);
    const reached = answer === null ? offset : (stoodAt(answer) ?? offset);
    failures = reached > offset ? 0 : failures + 1;
    if (failures === PATIENCE && answer !== null) throw await refusal(answer);
    if (failures > 0) await pause(failures);
    offset = reached;
  }
  return true;
}

async function finish(put: Put, digest: string): Promise<boolean> {
  for (let failures = 0; ; failures += 1) {
    const answer = await unlessBroken(put({ method: 'PUT' }, `?digest=sha256:${digest}`), failures);
    if (answer?.ok === true) return true;
    if (answer?.status === 404) return false;
    if (answer !== null) throw await refusal(answer);
    await pause(failures + 1);
  }
}

async function sendWhole(ask: Ask, digest: string, bytes: Uint8Array): Promise<void> {
  const init = { method: 'POST', headers: OCTETS, body: bytes as Uint8Array<ArrayBuffer> };
  const answer = await ask(`${UPLOADS}?digest=sha256:${digest}`, init, BLOB_LIMIT_MS);
  if (!answer.ok) throw await refusal(answer);
}

/** null for a connection that broke, unless it has done so for too long. */
async function unlessBroken(answering: Promise<Response>, failures: number): Promise<Response | null> {
  try {
    return await answering;
  } catch (thrown) {
    if (failures + 1 < PATIENCE && thrown instanceof AppError && thrown.retryable) return null;
    throw thrown;
  }
}

/** How many bytes the server has, by its `Range: 0-99`; none yet without one. */
function stoodAt(answer: Response): number | null {
  const match = /^0-(\d+)$/.exec(answer.headers.get('range') ?? '');
  return match === null ? null : Number(match[1]) + 1;
}

const pause = (times: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, PAUSE_MS * times));
