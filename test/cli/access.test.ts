import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Database from 'libsql';
import { join } from 'node:path';
import { ask } from '../sync-server/server.ts';
import { openBench, type Bench } from './treadle.ts';

let bench: Bench;
beforeAll(() => {
  bench = openBench();
});
afterAll(() => bench.remove());

interface Serving {
  readonly url: string;
  readonly port: number;
  readonly said: () => string;
  stop(): Promise<void>;
}

async function serve(...words: string[]): Promise<Serving> {
  const { child, stdout, ended } = bench.start('serve', '--port', '0', '--json', ...words);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => stdout(), { timeout: 30_000 }).toContain('\n');
  const { url, port } = JSON.parse(stdout());
  return {
    url,
    port,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

describe('treadle token', () => {
  it('[SEC2] makes, lists and takes back tokens that a running server obeys within a second or two', async () => {
    const serving = await serve();
    try {
      expect((await ask(serving.port, '/api/v1/me')).json.actor).toBe('local');
      const made = await bench.run('token', 'create', 'ci', '--scope', 'editor');
      expect(made.stdout).toMatch(/^trd_[\w-]{43}\n$/);
      const headers = { authorization: `Bearer ${made.stdout.trim()}` };
      const me = () => ask(serving.port, '/api/v1/me', { headers });
      await expect
        .poll(async () => (await ask(serving.port, '/api/v1/me')).status, { timeout: 10_000 })
        .toBe(401);
      expect((await me()).json).toMatchObject({ actor: 'ci', scope: 'editor' });
      const { stdout } = await bench.run('token', 'list', '--json');
      const [token] = JSON.parse(stdout);
      expect(stdout).not.toContain(made.stdout.trim());
      expect((await bench.run('token', 'revoke', token.tokenId)).code).toBe(0);
      await expect.poll(async () => (await me()).status, { timeout: 10_000 }).toBe(401);
    } finally {
      await serving.stop();
    }
  }, 180_000);

  it('[SEC1] prints a pairing link beside the secret of an admin, since pages need one from then on', async () => {
    const serving = await serve();
    try {
      const { stdout, stderr } = await bench.run('token', 'create', 'boss', '--scope', 'admin');
      expect(stdout).toMatch(/^trd_[\w-]{43}\n$/);
      const [, code] = /#pair=(trd_[\w-]+)/.exec(stderr)!;
      const paired = await ask(serving.port, '/api/v1/pair', { body: { code } });
      expect(paired.json.scope).toBe('admin');
    } finally {
      await serving.stop();
    }
  }, 180_000);

  it('refuses a scope there is not, an id there is not, and a form there is not', async () => {
    expect((await bench.run('token', 'create', 'x', '--scope', 'root')).code).toBe(2);
    expect((await bench.run('token', 'revoke', 'nobody')).stderr).toContain('There is no token');
    expect((await bench.run('token', 'destroy')).code).toBe(2);
    expect((await bench.run('token', 'create', 'a', 'b', '--scope', 'admin')).stderr).toContain('Usage:');
  }, 180_000);
});

describe('treadle serve off loopback', () => {
  it('[SEC1] is refused unencrypted, and prints a pairing link once it is not', async () => {
    const refused = await bench.run('serve', '--host', '0.0.0.0', '--port', '0');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--tls-cert')]);
    const other = ['--workspace', bench.path('exposed')];
    const serving = await serve('--host', '0.0.0.0', '--behind-proxy', ...other);
    try {
      await expect.poll(serving.said).toMatch(/#pair=trd_/);
      const [, code] = /#pair=(trd_[\w-]+)/.exec(serving.said())!;
      expect((await ask(serving.port, '/api/v1/me')).status).toBe(401);
      const paired = await ask(serving.port, '/api/v1/pair', { body: { code } });
      expect(paired.json.scope).toBe('admin');
      expect((await ask(serving.port, '/api/v1/pair', { body: { code } })).status).toBe(401);
    } finally {
      await serving.stop();
    }
  }, 180_000);
});

describe('treadle audit', () => {
  it('shows who did what, and finds an event that was changed or dropped from the end', async () => {
    const place = ['--workspace', bench.path('audited')];
    for (const name of ['a', 'b', 'c'])
      await bench.run('token', 'create', name, '--scope', 'viewer', ...place);
    const whole = await bench.json('audit', 'verify', ...place);
    expect(whole).toMatchObject({ code: 0, whole: true, headSeq: 3 });
    expect((await bench.run('audit', ...place)).stdout).toContain('token.issued');
    const database = new Database(join(bench.path('audited'), 'treadle.db'));
    database.exec(`update events set actor = 'somebody else' where seq = 2`);
    expect(await bench.json('audit', 'verify', ...place)).toMatchObject({
      code: 1,
      fault: { seq: 2, fault: 'changed' },
    });
    database.exec(`delete from events where seq > 1`);
    database.exec(`update head set seq = 1, hash = (select hash from events where seq = 1)`);
    database.close();
    expect(await bench.json('audit', 'verify', ...place)).toMatchObject({ code: 0 });
    expect(await bench.json('audit', 'verify', '--head', String(whole['headHash']), ...place)).toMatchObject({
      code: 1,
      fault: { fault: 'missing' },
    });
  }, 180_000);
});
