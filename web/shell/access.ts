import { AppError, type Problem } from '../../shared/errors/app-error.ts';
import type { Scope } from '../../shared/sync/authority.ts';
import { createStore } from './store.ts';

const KEY = 'treadle-token';

/** The token by which this browser speaks to its server; null without one. It goes nowhere else. */
export const accessToken = createStore<string | null>(localStorage.getItem(KEY));

export function keepToken(secret: string | null): void {
  if (secret === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, secret);
  accessToken.set(secret);
}

addEventListener('storage', ({ key, newValue }) => {
  if (key === KEY) accessToken.set(newValue);
});

/** `fetch` to the server of this page, with the token where there is one. */
export const serverFetch: typeof globalThis.fetch = (input, init = {}) => {
  const token = accessToken.get();
  const url = new URL(input instanceof Request ? input.url : input, location.origin);
  if (token === null || url.origin !== location.origin) return fetch(input, init);
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};

/** Who the server takes this page for. */
export interface Caller {
  readonly actor: string;
  readonly scope: Scope;
  readonly tokenId: string | null;
}

/**
 * Asks the API of this page's server for JSON.
 * @throws AppError what it answered, or `server-unreachable`.
 */
export async function askServer<T>(path: string, method = 'GET', body?: object): Promise<T> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(30_000) };
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const answer = await serverFetch(path, init).catch((cause: unknown) => {
    throw new AppError('server-unreachable', { detail: 'No server answers.', cause });
  });
  const json: unknown = await answer.json().catch(() => null);
  if (answer.ok && json !== null) return json as T;
  if (typeof (json as Partial<Problem> | null)?.code === 'string')
    throw AppError.fromProblem(json as Problem);
  throw new AppError('server-unreachable', { detail: 'What answers here is no Treadle server.' });
}

/**
 * Takes the one-time code out of a pairing link, which is gone from the address at once, and keeps the
 * token that it makes. Whether there was one.
 * @throws AppError `pairing-invalid`, `server-unreachable`.
 */
export async function takePairing(): Promise<boolean> {
  const code = /^#pair=(trd_[\w-]+)$/.exec(location.hash)?.[1];
  if (code === undefined) return false;
  history.replaceState(history.state, '', location.pathname + location.search);
  const { secret } = await askServer<{ secret: string }>('/api/v1/pair', 'POST', { code });
  keepToken(secret);
  return true;
}
