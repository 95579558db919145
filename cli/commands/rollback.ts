import { rollback } from '../../workers/lifecycle/promote.ts';
import type { Command } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { print, printJson } from '../output.ts';

export const rollbackCommand: Command = {
  usage: 'rollback MODEL [options]',
  options: [{ name: 'reason', type: 'string', value: 'TEXT', help: 'why, for the history' }],
  examples: ['rollback churn --reason "too many false alarms"'],
  positionals: [1, 1],
  run: (invocation) =>
    withExistingHost(
      invocation,
      { code: 'model-unknown', detail: `There is no model "${invocation.positionals[0]}".` },
      async (host) => {
        const version = await rollback(
          host,
          invocation.positionals[0]!,
          invocation.string('reason') ?? 'rollback',
        );
        if (invocation.flag('json')) printJson(version);
        else print(`${version.model} v${version.version} is back in Production`);
        return 0 as const;
      },
    ),
};
