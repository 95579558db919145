import { AppError, type Problem } from '../../shared/errors/app-error.ts';
import {
  helloAnswer,
  probeAnswer,
  pullAnswer,
  pushAnswer,
  snapshotAnswer,
  type HelloAnswer,
  type ProbeAnswer,
  type ProbeRequest,
  type PullAnswer,
  type PullRequest,
  type PushAnswer,
  type PushRequest,
  type SnapshotAnswer,
} from '../../shared/sync/wire.ts';
import type { z } from '../../shared/records/zod.ts';

/** The sync server as a client sees it (CONTRACTS.md, section 3). */
export interface ServerApi {
  hello(): Promise<HelloAnswer>;
  probe(request: ProbeRequest): Promise<ProbeAnswer>;
  snapshot(): Promise<SnapshotAnswer>;
  push(request: PushRequest): Promise<PushAnswer>;
  pull(request: PullRequest): Promise<PullAnswer>;
  hasBlob(digest: string): Promise<boolean>;
  putBlob(digest: string, bytes: Uint8Array): Promise<void>;
  /** null when the server does not have it; the bytes are not checked yet. */
  getBlob(digest: string): Promise<Uint8Array | null>;
}

const JSON_LIMIT_MS = 30_000;
const BLOB_LIMIT_MS = 300_000;

/**
 * Speaks to the server at `origin`. Every call throws the AppError that the server answered, or
 * `server-unreachable` when nobody or somebody else answers, `timed-out` when the answer takes too long.
 */
export function serverApi(fetch: typeof globalThis.fetch, origin: string): ServerApi {
  const ask = async (path: string, init: RequestInit, limitMs: number): Promise<Response> => {
    const url = new URL(path, origin);
    try {
      return await fetch(url, { ...init, signal: AbortSignal.timeout(limitMs) });
    } catch (cause) {
      throw noAnswer(url.origin, limitMs, cause);
    }
  };
  const json = async <S extends z.ZodType>(schema: S, path: string, body?: object): Promise<z.infer<S>> => {
    const init = body === undefined ? {} : { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) };
    const answer = await ask(`/api/v1/sync/${path}`, init, JSON_LIMIT_MS);
    if (!answer.ok) throw await refusal(answer);
    const parsed = schema.safeParse(await readJson(answer));
    if (!parsed.success) throw stranger(answer);
    return parsed.data;
  };
  const blob = async (path: string, init: RequestInit = {}): Promise<Response> =>
    ask(`/api/v1/blobs/${path}`, init, BLOB_LIMIT_MS);
  return {
    hello: () => json(helloAnswer, 'hello'),
    probe: (request) => json(probeAnswer, 'probe', request),
    snapshot: () => json(snapshotAnswer, 'snapshot'),
    push: (request) => json(pushAnswer, 'push', request),
    pull: (request) => json(pullAnswer, 'pull', request),
    async hasBlob(digest) {
      const answer = await blob(`sha256:${digest}`, { method: 'HEAD' });
      if (answer.ok || answer.status === 404) return answer.ok;
      throw await refusal(answer);
    },
    async putBlob(digest, bytes) {
      const started = await blob('uploads', { method: 'POST' });
      const location = started.headers.get('location');
      if (!started.ok || location === null) throw await refusal(started);
      await send(bytes, digest, (init, query = '') => ask(`${location}${query}`, init, BLOB_LIMIT_MS));
    },
    async getBlob(digest) {
      const answer = await blob(`sha256:${digest}`);
      if (answer.status === 404) return null;
      if (!answer.ok) throw await refusal(answer);
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

function noAnswer(origin: string, limitMs: number, cause: unknown): AppError {
  const late = cause instanceof Error && cause.name === 'TimeoutError';
  if (!late) return new AppError('server-unreachable', { detail: `No server answers at ${origin}.`, cause });
  const detail = `The server at ${origin} did not answer within ${limitMs / 1000} s.`;
  return new AppError('timed-out', { detail, cause });
}

const JSON_BODY = { 'content-type': 'application/json' };
const OCTETS = { 'content-type': 'application/octet-stream' };

/** All bytes in one piece, then the digest that they must have. */
async function send(
  bytes: Uint8Array,
  digest: string,
  put: (init: RequestInit, query?: string) => Promise<Response>,
): Promise<void> {
  if (bytes.length > 0) {
    const headers = { ...OCTETS, 'content-range': `0-${bytes.length - 1}` };
    const sent = await put({ method: 'PATCH', headers, body: bytes as Uint8Array<ArrayBuffer> });
    if (!sent.ok) throw await refusal(sent);
  }
  const finished = await put({ method: 'PUT', headers: OCTETS }, `?digest=sha256:${digest}`);
  if (!finished.ok) throw await refusal(finished);
}

/** The error that an answer carries; an answer that is none of ours comes from somebody else. */
async function refusal(answer: Response): Promise<AppError> {
  const problem = (await readJson(answer)) as Partial<Problem> | null;
  if (typeof problem?.code !== 'string') return stranger(answer);
  const error = AppError.fromProblem(problem);
  const retryAfterS = Number(answer.headers.get('retry-after') ?? NaN);
  return Number.isFinite(retryAfterS) ? withRetryAfter(error, retryAfterS) : error;
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const stranger = ({ status, url }: Response): AppError =>
  new AppError('server-unreachable', {
    detail: `What answers at ${URL.canParse(url) ? new URL(url).origin : 'this address'} is no Treadle server (status ${status}).`,
  });

const withRetryAfter = (error: AppError, retryAfterS: number): AppError =>
  new AppError(error.code, {
    detail: error.detail,
    remedy: error.remedy,
    errors: error.errors,
    extra: { ...error.extra, retryAfterMs: retryAfterS * 1000 },
  });
