import { verifyLog } from '../../sync-server/access/audit.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Command, ExitCode } from '../command.ts';
import { withExistingHost, type FolderHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, print, printJson } from '../output.ts';
import type { Invocation } from '../command.ts';

export const auditCommand: Command = {
  usage: 'audit [verify] [--head HASH] [--limit N]',
  options: [
    {
      name: 'head',
      type: 'string',
      value: 'HASH',
      help: 'with verify: the last hash that somebody else holds',
    },
    { name: 'limit', type: 'string', value: 'N', help: 'newest events to show (default 20)' },
  ],
  notes: [
    '`audit` shows who did what. `audit verify` walks the whole log and finds any event that was changed, dropped\n' +
      'or moved; events dropped from the end show only against a head that another device holds: give its hash.',
  ],
  examples: ['audit', 'audit --limit 100 --json', 'audit verify --head 5c0f…'],
  positionals: [0, 1],
  run(invocation) {
    const [word] = invocation.positionals;
    if (word !== undefined && word !== 'verify')
      throw new AppError('usage', {
        detail: `There is no \`audit ${word}\`.`,
        remedy: 'Run `treadle audit --help`.',
      });
    const missing = { code: 'workspace-broken' as const, detail: 'There is no log to look at.' };
    return withExistingHost(invocation, missing, (host) =>
      (word === 'verify' ? verify : show)(host, invocation),
    );
  },
};

async function show({ workspace }: FolderHost, invocation: Invocation): Promise<ExitCode> {
  const limit = wholeNumber(invocation, 'limit', { min: 1, max: 100_000, fallback: 20 });
  const { seq } = await workspace.head();
  const events = await workspace.eventsAfter(Math.max(0, seq - limit), limit);
  if (invocation.flag('json')) printJson(events);
  else {
    const rows = events.map((event) => [
      event.seq,
      event.at,
      event.actor,
      event.type,
      event.code ?? event.status,
      event.hash.slice(0, 12),
    ]);
    print(formatTable(['place', 'time', 'who', 'what', 'outcome', 'hash'], rows));
  }
  return 0;
}

async function verify({ workspace }: FolderHost, invocation: Invocation): Promise<ExitCode> {
  const { fault, head } = await verifyLog(workspace, invocation.string('head'));
  if (invocation.flag('json'))
    printJson({ whole: fault === null, fault, headSeq: head.seq, headHash: head.hash });
  else if (fault === null) print(`The log is whole: ${head.seq} events, the last one ${head.hash}`);
  else print(`The log is broken at event ${fault.seq}: ${fault.fault}.`);
  return fault === null ? 0 : 1;
}
