import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace, type ServerWorkspace } from '../../../sync-server/store/workspace.ts';
import type { OpenedWorkspace } from '../../contracts/workspace-contract.ts';

/** A workspace in a folder of its own, with everything that the contract suite asks for. */
export async function openFolder(): Promise<
  OpenedWorkspace & { folder: string; workspace: ServerWorkspace }
> {
  const folder = await mkdtemp(join(tmpdir(), 'treadle-workspace-'));
  const open = new Set<ServerWorkspace>();
  const another = async (): Promise<ServerWorkspace> => {
    const workspace = await openWorkspace(folder);
    open.add(workspace);
    return workspace;
  };
  const close = async (): Promise<void> => {
    for (const workspace of open) await workspace.close();
    open.clear();
  };
  return {
    folder,
    workspace: await another(),
    another,
    async reopen() {
      await close();
      return another();
    },
    damageBlob: (digest) => damage(join(folder, 'blobs', digest.slice(0, 2), digest)),
    async remove() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Changes one bit in the middle of a file. */
export async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
}
