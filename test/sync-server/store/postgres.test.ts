import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace, type ServerWorkspace } from '../../../sync-server/store/workspace.ts';
import { describeWorkspace } from '../../contracts/workspace-contract.ts';
import { type PostgresServer, query, startPostgres } from '../postgres-server.ts';
import { damage } from './folder.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);
afterAll(() => postgres.stop());

/** Servers over one database; each has a folder of its own only where `folders` says so. */
async function openShared() {
  const databaseUrl = await postgres.database();
  const folder = await mkdtemp(join(tmpdir(), 'treadle-replica-'));
  const open = new Set<ServerWorkspace>();
  const another = async (): Promise<ServerWorkspace> => {
    const workspace = await openWorkspace(folder, { databaseUrl });
    open.add(workspace);
    return workspace;
  };
  const close = async (): Promise<void> => {
    for (const workspace of open) await workspace.close();
    open.clear();
  };
  return {
    databaseUrl,
    workspace: await another(),
    another,
    async reopen() {
      await close();
      return another();
    },
    damageBlob: (digest: string) => damage(join(folder, 'blobs', digest.slice(0, 2), digest)),
    async remove() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

describeWorkspace('a workspace on PostgreSQL', openShared);

describe('servers on one PostgreSQL', () => {
  it('[SYNC1] order what they all commit at once: dense places, one chain, nobody fails', async () => {
    const shared = await openShared();
    try {
      const servers = [shared.workspace, await shared.another(), await shared.another()];
      await Promise.all(
        Array.from({ length: 30 }, (_, k) =>
          servers[k % 3]!.log.commit('model.created', {
            modelUuid: `m${k}`,
            model: `model ${k}`,
            description: '',
            tags: [],
          }),
        ),
      );
      const events = await shared.workspace.eventsAfter(0, 1000);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, k) => k + 1));
      const states = await Promise.all(servers.map(({ log }) => log.state()));
      for (const { registry } of states) expect(registry.models.size).toBe(30);
    } finally {
      await shared.remove();
    }
  }, 60_000);

  it('hear of each other through the database, and still do when its line was cut', async () => {
    const shared = await openShared();
    try {
      const other = await shared.another();
      const heard = (): Promise<void> =>
        new Promise((resolve) => {
          const stop = other.log.subscribe(() => {
            stop();
            resolve();
          });
        });
      const create = (name: string) =>
        shared.workspace.log.commit('model.created', {
          modelUuid: name,
          model: name,
          description: '',
          tags: [],
        });
      const first = heard();
      await create('a');
      await first;
      await query(
        shared.databaseUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`,
      );
      const second = heard();
      await create('b').catch(() => create('b'));
      await second;
      expect((await other.log.state()).registry.models.size).toBe(2);
    } finally {
      await shared.remove();
    }
  }, 60_000);
});
