import { AppError } from '../../shared/errors/app-error.ts';
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
import { readJson, refusal, stranger } from './refusal.ts';
import { type Ask, BLOB_LIMIT_MS, uploadBlob } from './upload-blob.ts';

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

/**
 * Speaks to the server at `origin`. Every call throws the AppError that the server answered, or
 * `server-unreachable` when nobody or somebody else answers, `timed-out` when the answer takes too long.
 */
export function serverApi(fetch: typeof globalThis.fetch, origin: string): ServerApi {
  const ask: Ask = async (path, init, limitMs) => {
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
    putBlob: (digest, bytes) => uploadBlob(ask, digest, bytes),
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
