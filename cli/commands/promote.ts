import { AppError } from '../../shared/errors/app-error.ts';
import { stage as stageSchema } from '../../shared/records/mutation.ts';
import { resolveVersion } from '../../shared/registry/queries.ts';
import type { Stage } from '../../shared/records/mutation.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { promote, setAlias } from '../../workers/lifecycle/promote.ts';
import { versionEntry } from '../../workers/lifecycle/register.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { required } from '../invocation.ts';
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
  run: (invocation) => {
    const move = moveOf(invocation);
    const missing = {
      code: 'model-unknown',
      detail: `There is no model "${invocation.positionals[0]}".`,
    } as const;
    return withExistingHost(invocation, missing, (host) => run(host, invocation, move));
  },
};

type Move = { readonly stage: Stage } | { readonly alias: string };

/** @throws AppError `usage`, `stage-unknown`. */
function moveOf(invocation: Invocation): Move {
  const [stage, alias] = [invocation.string('stage'), invocation.string('alias')];
  if ((stage === undefined) === (alias === undefined))
    throw new AppError('usage', { detail: 'Give either --stage or --alias.' });
  return stage === undefined ? { alias: required(invocation, 'alias') } : { stage: parseStage(stage) };
}

async function run(host: Host, invocation: Invocation, move: Move): Promise<0> {
  const [model, reference] = invocation.positionals as [string, string];
  const { registry } = await host.workspace.log.state();
  const version = resolveVersion(registry, model, reference);
  const done =
    'alias' in move
      ? await pointAlias(host, version, move.alias)
      : await promote(host, version.versionId, move.stage, invocation.string('reason') ?? '');
  const what =
    'alias' in move ? `@${move.alias} is v${done.version}` : ` v${done.version} is in ${done.stage}`;
  if (invocation.flag('json')) printJson(done);
  else print(`${version.model}${what}`);
  return 0;
}

async function pointAlias(host: Host, version: VersionEntry, alias: string): Promise<VersionEntry> {
  await setAlias(host, version.model, alias, version.versionId);
  return versionEntry(host, version.versionId);
}

/** Any case; `Development` is another name of None. @throws AppError `stage-unknown`. */
function parseStage(text: string): Stage {
  if (text.toLowerCase() === 'development') return 'None';
  const found = stageSchema.options.find((stage) => stage.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new AppError('stage-unknown', { detail: `There is no stage "${text}".` });
  return found;
}
