import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '../../shared/sync/authority.ts';
import { GENESIS } from '../../shared/sync/hash.ts';
import { startTestServer, type Answered, type Asked, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.remove());

const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });

async function issue(scope: Scope, name = `a ${scope}`): Promise<string> {
  const { tokens } = server.workspace;
  return (await tokens.issue({ name, scope, createdBy: 'test' })).secret;
}

const ask = (path: string, secret: string | null, asked: Asked = {}): Promise<Answered> =>
  server.ask(path, { ...asked, headers: { ...asked.headers, ...(secret === null ? {} : bearer(secret)) } });

/** Every route that `/openapi.json` describes, with the scope it asks for. */
async function routes(): Promise<{ method: string; path: string; scope: string }[]> {
  const { paths } = (await server.ask('/openapi.json')).json;
  return Object.entries<Record<string, { 'x-scope': string }>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-scope': scope }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'x'),
      scope,
    })),
  );
}

describe('[SEC2] tokens', () => {
  it('are not needed while there is none: this machine is admin', async () => {
    expect((await server.ask('/api/v1/me')).json).toEqual({ actor: 'local', scope: 'admin', tokenId: null });
  });

  it('guard every route: without one, with each scope, and what is public', async () => {
    const secrets = new Map<Scope, string>();
    for (const scope of SCOPES) secrets.set(scope, await issue(scope));
    const all = await routes();
    expect(all.length).toBeGreaterThan(20);
    for (const { method, path, scope } of all) {
      const refused = async (secret: string | null): Promise<number | null> => {
        const answer = await ask(
          path,
          secret,
          method === 'GET' || method === 'DELETE' ? { method } : { method, body: {} },
        );
        const { status, headers } = answer;
        if (status !== 401 && status !== 403) return null;
        if (path === '/api/v1/pair') return null;
        expect(answer.json.code).toBe(status === 401 ? 'unauthenticated' : 'insufficient-scope');
        expect(headers['www-authenticate']).toMatch(/^Bearer /);
        if (status === 403) expect(answer.json.required).toBe(scope);
        return status;
      };
      expect([method, path, await refused(null)]).toEqual([method, path, scope === 'public' ? null : 401]);
      for (const [held, secret] of secrets) {
        const allowed = scope === 'public' || SCOPES.indexOf(held) >= SCOPES.indexOf(scope as Scope);
        // Its answer has no end; that it opens is tested with the log.
        if (allowed && path === '/api/v1/sync/live') continue;
        expect([method, path, held, await refused(secret)]).toEqual([
          method,
          path,
          held,
          allowed ? null : 403,
        ]);
      }
    }
  }, 60_000);

  it('name their scope on every route, so that a new one cannot be forgotten', async () => {
    for (const { scope } of await routes()) expect(['public', ...SCOPES]).toContain(scope);
  });

  it('are shown once, stored as a digest, listed without secret, and revoked at once', async () => {
    const admin = await issue('admin');
    const made = await ask('/api/v1/tokens', admin, { body: { name: 'ci', scope: 'editor' } });
    expect(made.status).toBe(200);
    const { secret, tokenId } = made.json;
    expect(secret).toMatch(/^trd_[\w-]{43}$/);
    const listed = await ask('/api/v1/tokens', admin);
    expect(listed.text).not.toContain(secret);
    expect(listed.json.tokens.map(({ name }: { name: string }) => name)).toEqual(['a admin', 'ci']);
    expect((await ask('/api/v1/me', secret)).json).toMatchObject({ actor: 'ci', scope: 'editor' });
    expect((await ask(`/api/v1/tokens/${tokenId}`, admin, { method: 'DELETE' })).json.revokedAt).toBeTypeOf(
      'number',
    );
    expect((await ask('/api/v1/me', secret)).status).toBe(401);
    expect((await ask('/api/v1/tokens/nobody', admin, { method: 'DELETE' })).status).toBe(404);
  });

  it('expire', async () => {
    const { tokens } = server.workspace;
    const { secret } = await tokens.issue({ name: 'old', scope: 'admin', createdBy: 'test', expiresAt: 1 });
    expect((await ask('/api/v1/me', secret)).status).toBe(401);
  });

  it('guessed are answered 429 after a while, right ones never', async () => {
    const admin = await issue('admin');
    const statuses = [];
    for (let k = 0; k < 25; k++) statuses.push((await ask('/api/v1/me', `trd_${k}`)).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses.slice(20)).toEqual(Array(5).fill(429));
    const { headers } = await ask('/api/v1/me', 'trd_again');
    expect(headers['retry-after']).toBeDefined();
    expect((await ask('/api/v1/me', admin)).status).toBe(200);
  });

  it('say in the log who did it, whatever the payload claims', async () => {
    const editor = await issue('editor', 'bea');
    const mutations = [
      {
        mid: 1,
        uid: 'u1',
        type: 'model.created',
        v: 1,
        at: '',
        payload: { model: 'churn', modelUuid: 'm', actor: 'root' },
      },
    ];
    await ask('/api/v1/sync/push', editor, { body: { protocol: 1, schema: 1, clientId: 'c', mutations } });
    const { json } = await ask('/api/v1/audit', editor);
    expect(json.events.at(-1)).toMatchObject({ type: 'model.created', actor: 'bea' });
  });

  it('that may not deploy have the change consumed as rejected, and the next one still counts', async () => {
    const editor = await issue('editor');
    const change = (mid: number, type: string, payload: object) => ({
      mid,
      uid: `u${mid}`,
      type,
      v: 1,
      at: '',
      payload,
    });
    const mutations = [
      change(1, 'stage.transitioned', { versionId: 'v', stage: 'Production', expect: { versionId: null } }),
      change(2, 'token.issued', { tokenId: 't', name: 'mine', scope: 'admin' }),
      change(3, 'model.created', { model: 'churn', modelUuid: 'm' }),
    ];
    const body = { protocol: 1, schema: 1, clientId: 'c', mutations };
    const { json } = await ask('/api/v1/sync/push', editor, { body });
    expect(json.results).toMatchObject([
      { status: 'rejected', code: 'insufficient-scope' },
      { status: 'rejected', code: 'insufficient-scope' },
      { status: 'applied' },
    ]);
    expect(
      (await ask('/api/v1/sync/pull', editor, { body: { cursor: 0, headHash: GENESIS } })).json.events,
    ).toHaveLength(3);
  });
});

describe('[SEC1] pairing', () => {
  it('makes one token, once', async () => {
    const code = await server.workspace.tokens.offerPairing('first page', 'admin');
    const first = await server.ask('/api/v1/pair', { body: { code } });
    expect(first.json).toMatchObject({ name: 'first page', scope: 'admin' });
    expect((await ask('/api/v1/me', first.json.secret)).json.scope).toBe('admin');
    const second = await server.ask('/api/v1/pair', { body: { code } });
    expect([second.status, second.json.code]).toEqual([401, 'pairing-invalid']);
    const { json } = await ask('/api/v1/audit', first.json.secret);
    expect(json.events).toMatchObject([
      { type: 'token.issued', actor: 'pairing', payload: { name: 'first page' } },
    ]);
    expect(JSON.stringify(json)).not.toContain(first.json.secret);
  });
});

describe('[SEC1] off loopback', () => {
  it('nobody is let in without a token, even while there is none', async () => {
    const exposed = await startTestServer({ host: '0.0.0.0', behindProxy: true });
    try {
      expect((await exposed.ask('/api/v1/me')).status).toBe(401);
      expect((await exposed.ask('/livez')).status).toBe(200);
    } finally {
      await exposed.remove();
    }
  });

  it('the metrics answer any Host once they come with a token', async () => {
    const viewer = await issue('viewer');
    const headers = { host: 'scraper.internal' };
    expect((await ask('/metrics', viewer, { headers })).status).toBe(200);
    expect((await server.ask('/metrics', { headers })).status).toBe(421);
  });
});
