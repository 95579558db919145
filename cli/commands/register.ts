import { registerRun } from '../../workers/lifecycle/register.ts';
import type { Command } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { print, printJson } from '../output.ts';
import { runByPrefix } from './compare.ts';

export const registerCommand: Command = {
  usage: 'register RUN MODEL [options]',
  options: [{ name: 'description', type: 'string', value: 'TEXT', help: 'what is new in this version' }],
  examples: ['register 0192f3a1 churn --description "with the new tariff columns"'],
  positionals: [2, 2],
  run: (invocation) =>
    withExistingHost(
      invocation,
      { code: 'run-unknown', detail: `There is no run "${invocation.positionals[0]}".` },
      async (host) => {
        const { registry } = await host.workspace.log.state();
        const run = runByPrefix(
          [...registry.runs.values()].map((entry) => entry.run),
          invocation.positionals[0]!,
        );
        const description = invocation.string('description');
        const version = await registerRun(
          host,
          run.runId,
          invocation.positionals[1]!,
          description === undefined ? {} : { description },
        );
        if (invocation.flag('json')) printJson(version);
        else
          print(
            `${version.model} v${version.version} (${version.semver}), digest ${version.digest.slice(0, 12)}`,
          );
        return 0 as const;
      },
    ),
};
