import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { withExistingHost, withHost } from '../host.ts';
import { print, printJson } from '../output.ts';

export const backupCommand: Command = {
  usage: 'backup FOLDER',
  options: [],
  notes: [
    'Copies the workspace as it is at one moment into a new folder, also while a server goes on writing. Rows\n' +
      'stand there as JSON lines, artifacts under their digests: it restores into SQLite and into PostgreSQL.',
  ],
  examples: ['backup ./backups/2026-11-21', 'backup /mnt/backup/team --workspace ./team'],
  positionals: [1, 1],
  run: (invocation) =>
    withExistingHost(
      invocation,
      { code: 'workspace-broken', detail: 'There is nothing to copy.' },
      async (host) => {
        const target = resolve(invocation.positionals[0]!);
        const manifest = await host.workspace.backup(target);
        if (invocation.flag('json')) printJson({ folder: target, ...manifest });
        else print(`${target}: ${manifest.head.seq} events, up to ${manifest.head.hash.slice(0, 12)}…`);
        return 0 as const;
      },
    ),
};

export const restoreCommand: Command = {
  usage: 'restore FOLDER',
  options: [],
  notes: [
    'Fills an empty workspace from a backup, after verifying its log. Devices that are ahead of the backup\n' +
      'bring back by themselves what it lacks, as soon as they reach the server.',
  ],
  examples: ['restore ./backups/2026-11-21 --workspace ./team-new'],
  positionals: [1, 1],
  run: (invocation) =>
    withHost(invocation, async (host) => {
      const source = resolve(invocation.positionals[0]!);
      const manifest = await host.workspace.restore(source);
      if (invocation.flag('json')) printJson(manifest);
      else print(`${manifest.head.seq} events of ${manifest.at} are back.`);
      return 0 as const;
    }),
};
