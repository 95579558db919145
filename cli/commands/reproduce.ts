import { resolveVersion } from '../../shared/registry/queries.ts';
import { baseOf } from '../../workers/lifecycle/base-of.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { print, printJson, withProgress } from '../output.ts';

export const reproduceCommand: Command = {
  usage: 'reproduce MODEL [VERSION] [options]',
  options: [],
  examples: ['reproduce churn', 'reproduce churn 3 --json'],
  positionals: [1, 2],
  run: (invocation) =>
    withExistingHost(
      invocation,
      { code: 'model-unknown', detail: `There is no model "${invocation.positionals[0]}".` },
      (host) => run(host, invocation),
    ),
};

async function run(host: Host, invocation: Invocation): Promise<0 | 1> {
  const [model, reference] = invocation.positionals as [string, string | undefined];
  const version = resolveVersion((await host.workspace.log.state()).registry, model, reference);
  const input = {
    model: await host.packageRef(version.digest),
    ...(await baseOf(host, version.digest)),
    table: await host.tableRef(version.dataVersion),
    threads: null,
    backend: null,
  };
  const { signal } = invocation;
  const result = await withProgress('reproduce', (onProgress) =>
    host.tasks.run('reproduce', input, { signal, onProgress }),
  );
  if (invocation.flag('json')) printJson({ model, version: version.version, ...result });
  else
    print(
      result.same
        ? `${model} v${version.version} reproduced: ${result.digest}`
        : `${model} v${version.version} differs: ${result.digest} instead of ${result.expected}`,
    );
  return result.same ? 0 : 1;
}
