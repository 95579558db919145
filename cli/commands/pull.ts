import { pull } from '../../sync-server/remote/pull.ts';
import type { Command } from '../command.ts';
import { withHost } from '../host.ts';
import { packagesOf, REMOTE_OPTIONS, remoteOf, reportSync } from '../remote.ts';

export const pullCommand: Command = {
  usage: 'pull [--server URL] [options]',
  options: REMOTE_OPTIONS,
  notes: [
    'Takes over runs, models, versions and promotions of a server; what was done here since stands on top, and\n' +
      'goes there by `treadle push`. Rows of datasets never travel. What no longer fits, since somebody else was\n' +
      'faster, is listed with what to do about it (exit code 1).',
  ],
  examples: ['pull --server http://models.example:3000', 'pull --packages all'],
  positionals: [0, 0],
  run(invocation) {
    const choice = packagesOf(invocation);
    return withHost(invocation, async ({ workspace }) => {
      const parts = await remoteOf(invocation, workspace);
      return reportSync(invocation, parts, await pull(parts, choice));
    });
  },
};
