import { AppError } from '../../shared/errors/app-error.ts';
import { stage as stageSchema } from '../../shared/records/mutation.ts';
import { resolveVersion } from '../../shared/registry/queries.ts';
import type { Stage } from '../../shared/records/mutation.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { promote, setAlias } from '../../workers/lifecycle/promote.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { print, printJson } from '../output.ts';

export const promoteCommand: Command = {
  usage: 'promote MODEL VERSION --stage STAGE|--alias NAME [options]',
  options: [
    { name: 'stage', type: 'string', value: 'STAGE', help: 'None, Staging, Production or Archived' },
    { name: 'alias', type: 'string', value: 'NAME', help: 'an alias such as champion' },
    { name: 'reason', type: 'string', value: 'TEXT', help: 'why, for the history' },
  ],
  examples: [
    'promote churn 3 --stage Production --reason "better on the June data"',
    'promote churn v1.2.0 --alias champion',
  ],
  positionals: [2, 2],
  run: (invocation) =>
    withExistingHost(
      invocation,
      { code: 'model-unknown', detail: `There is no model "${invocation.positionals[0]}".` },
      (host) => run(host, invocation),
    ),
};

async function run(host: Host, invocation: Invocation): Promise<0> {
  const [model, reference] = invocation.positionals as [string, string];
  const [stage, alias] = [invocation.string('stage'), invocation.string('alias')];
  if ((stage === undefined) === (alias === undefined))
    throw new AppError('usage', { detail: 'Give either --stage or --alias.' });
  const { registry } = await host.workspace.log.state();
  const version = resolveVersion(registry, model, reference);
  const done =
    stage === undefined
      ? await pointAlias(host, version, alias!)
      : await promote(host, version.versionId, parseStage(stage), invocation.string('reason') ?? '');
  if (invocation.flag('json')) printJson(done);
  else
    print(
      stage === undefined
        ? `${model}@${alias} is v${done.version}`
        : `${model} v${done.version} is in ${done.stage}`,
    );
  return 0;
}

async function pointAlias(host: Host, version: VersionEntry, alias: string): Promise<VersionEntry> {
  await setAlias(host, version.model, alias, version.versionId);
  return version;
}

/** Any case; `Development` is another name of None. @throws AppError `stage-unknown`. */
function parseStage(text: string): Stage {
  if (text.toLowerCase() === 'development') return 'None';
  const found = stageSchema.options.find((stage) => stage.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new AppError('stage-unknown', { detail: `There is no stage "${text}".` });
  return found;
}
