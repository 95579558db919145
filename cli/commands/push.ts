import { AppError } from '../../shared/errors/app-error.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { push } from '../../sync-server/remote/push.ts';
import type { ServerWorkspace } from '../../sync-server/store/workspace.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { packagesOf, REMOTE_OPTIONS, remoteOf, reportSync } from '../remote.ts';

export const pushCommand: Command = {
  usage: 'push [--server URL] [options]',
  options: [
    ...REMOTE_OPTIONS,
    {
      name: 'with-rows',
      type: 'list',
      value: 'DIGEST',
      help: 'share this package although it holds rows of the data (nearest neighbors do)',
    },
  ],
  notes: [
    'Shares what was trained, registered and promoted here with a server, and takes over what others did: runs\n' +
      'with their reports, models, versions, promotions. Of the data, only what a model needs travels: names of\n' +
      'columns, labels, categories, bin edges, words. Rows never do. Each change is taken once, however often\n' +
      'this is repeated; what was not taken is listed with what to do about it (exit code 1).',
  ],
  examples: [
    'push --server http://models.example:3000 --token trd_…',
    'push --json',
    'push --with-rows 3f9c02ab51d7',
  ],
  positionals: [0, 0],
  run(invocation) {
    const choice = packagesOf(invocation);
    const missing = { code: 'usage', detail: 'There is nothing to share.' } as const;
    return withExistingHost(invocation, missing, async ({ workspace }) => {
      const parts = await remoteOf(invocation, workspace);
      await confirmRows(invocation, workspace);
      const pushed = await push(parts, choice).catch(namingTheOption);
      return reportSync(invocation, parts, pushed);
    });
  },
};

/** @throws AppError `usage` when a digest is none of what waits. */
async function confirmRows(invocation: Invocation, { remote }: ServerWorkspace): Promise<void> {
  const waiting = (await remote.waiting()).flatMap(requiredBlobs);
  for (const text of invocation.list('with-rows')) {
    const named = [...new Set(waiting)].filter((digest) => text.length >= 8 && digest.startsWith(text));
    if (named.length !== 1)
      throw new AppError('usage', {
        detail: `--with-rows "${text}" names ${named.length === 0 ? 'no package' : 'several packages'} that would be shared.`,
        remedy: 'Give at least 8 digits of the digest.',
      });
    await remote.letCarryRows(named[0]!);
  }
}

function namingTheOption(thrown: unknown): never {
  const error = AppError.from(thrown);
  if (error.code !== 'package-contains-rows') throw thrown;
  const digest = String(error.extra['digest']);
  throw new AppError(error.code, {
    detail: error.detail,
    remedy: `Nothing was shared. If its rows may be seen by others: treadle push --with-rows ${digest.slice(0, 12)}`,
    extra: error.extra,
  });
}
