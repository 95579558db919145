import { AppError } from '../../shared/errors/app-error.ts';
import {
  modelByName,
  productionVersion,
  resolveVersion,
  splitReference,
} from '../../shared/registry/queries.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { type FolderHost, hasWorkspace, withExistingHost } from '../host.ts';
import { formatTable, print, printJson } from '../output.ts';
import { tagOf } from '../reference.ts';
import { subcommand, usageOf, type Subcommand } from '../subcommand.ts';

const forms: Readonly<Record<string, Subcommand>> = {
  list: { usage: 'list', words: 0, run: (_, invocation) => list(invocation) },
  show: {
    usage: 'show MODEL[@VERSION]',
    words: 1,
    run: (words, invocation) => onModel(words, invocation, show),
  },
  describe: {
    usage: 'describe MODEL[@VERSION] [--description TEXT] [--tag KEY=VALUE]',
    words: 1,
    run: (words, invocation) => onModel(words, invocation, describe),
  },
  archive: {
    usage: 'archive MODEL',
    words: 1,
    run: (words, invocation) => onModel(words, invocation, (target) => archive(target, true)),
  },
  unarchive: {
    usage: 'unarchive MODEL',
    words: 1,
    run: (words, invocation) => onModel(words, invocation, (target) => archive(target, false)),
  },
  delete: {
    usage: 'delete MODEL[@VERSION]',
    words: 1,
    run: (words, invocation) => onModel(words, invocation, remove),
  },
};

export const modelsCommand: Command = {
  usage: 'models FORM [options]',
  options: [
    { name: 'description', type: 'string', value: 'TEXT', help: 'takes the place of the former one' },
    { name: 'tag', type: 'list', value: 'KEY=VALUE', help: 'all tags anew; may be given several times' },
    { name: 'archived', type: 'boolean', help: 'list what is in the archive too' },
  ],
  notes: [
    usageOf('models', forms),
    'What is in Production or Staging, or has an alias, is neither archived nor deleted. The number of a deleted\n' +
      'version is not given again, and the log goes on saying what it was.',
  ],
  examples: [
    'models list --json',
    'models describe churn@3 --description "with the new tariffs" --tag team=risk',
    'models delete churn@2',
  ],
  positionals: [1, 2],
  run: (invocation) => subcommand('models', forms, invocation),
};

interface Target {
  readonly host: FolderHost;
  readonly invocation: Invocation;
  readonly model: ModelEntry;
  /** null when the model as a whole is meant. */
  readonly version: VersionEntry | null;
}

function onModel(
  [text]: readonly string[],
  invocation: Invocation,
  work: (target: Target) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { model: name, version } = splitReference(text!);
  const missing = { code: 'model-unknown', detail: `There is no model "${name}".` } as const;
  return withExistingHost(invocation, missing, async (host) => {
    const { registry } = await host.workspace.log.state();
    const model = modelByName(registry, name);
    const named = version === undefined ? null : resolveVersion(registry, name, version);
    return work({ host, invocation, model, version: named });
  });
}

async function list(invocation: Invocation): Promise<0> {
  if (!hasWorkspace(invocation)) return printed(invocation, []);
  const missing = { code: 'model-unknown', detail: 'There is no model.' } as const;
  return withExistingHost(invocation, missing, async ({ workspace }) => {
    const { registry } = await workspace.log.state();
    const shown = [...registry.models.values()].filter(
      ({ archived }) => archived !== true || invocation.flag('archived'),
    );
    return printed(invocation, shown);
  });
}

function printed(invocation: Invocation, models: readonly ModelEntry[]): 0 {
  if (invocation.flag('json')) {
    printJson(models.map(plain));
    return 0;
  }
  if (models.length === 0) print('No models.');
  else
    print(
      formatTable(
        ['model', 'versions', 'newest', 'in Production', 'archived'],
        models.map((model) => [
          model.name,
          model.versions.length,
          model.versions.at(-1)?.semver ?? '',
          productionVersion(model)?.version ?? '–',
          model.archived === true ? 'yes' : '',
        ]),
      ),
    );
  return 0;
}

const plain = (model: ModelEntry) => ({
  ...model,
  archived: model.archived === true,
  deleted: (model.deleted ?? []).map(({ version, semver }) => ({ version, semver })),
  aliases: [...model.aliases].map(([alias, versionId]) => ({ alias, versionId })),
  pointed: undefined,
});

async function show({ invocation, model, version }: Target): Promise<0> {
  if (invocation.flag('json')) printJson(version ?? plain(model));
  else if (version === null) {
    if (model.description !== '') print(`${model.description}\n`);
    print(
      formatTable(
        ['version', 'semver', 'stage', 'estimator', 'kept as', 'digest'],
        model.versions.map((each) => [
          each.version,
          each.semver,
          each.stage,
          each.estimator,
          each.file?.name ?? 'package',
          each.digest.slice(0, 12),
        ]),
      ),
    );
  } else {
    const facts: [string, string][] = [
      ['stage', version.stage],
      ['estimator', version.estimator],
      ['digest', version.digest],
      ...(version.file === undefined
        ? [['data version', version.dataVersion] as [string, string]]
        : [['file', `${version.file.name}; nothing here can run it`] as [string, string]]),
      ...version.tags.map(({ key, value }): [string, string] => [`tag ${key}`, value]),
      ...version.metrics.map(({ key, value }): [string, string] => [key, value.toPrecision(4)]),
    ];
    print(formatTable([`${model.name} v${version.version}`, version.semver], facts));
    if (version.description !== '') print(`\n${version.description}`);
  }
  return 0;
}

async function describe({ host, invocation, model, version }: Target): Promise<0> {
  const given = invocation.list('tag').map(tagOf);
  const description = invocation.string('description');
  if (description === undefined && given.length === 0)
    throw new AppError('usage', { detail: 'Give --description, --tag, or both.' });
  const text = { description: description ?? (version ?? model).description };
  const tags = given.length === 0 ? {} : { tags: given };
  const { log } = host.workspace;
  if (version === null) await log.commit('model.described', { model: model.name, ...text, ...tags });
  else await log.commit('version.described', { versionId: version.versionId, ...text, ...tags });
  print(`${nameOf(model, version)} is described.`);
  return 0;
}

async function archive({ host, model, version }: Target, archived: boolean): Promise<0> {
  if (version !== null)
    throw new AppError('usage', {
      detail: 'The archive takes whole models.',
      remedy: `A version goes there by \`treadle promote ${model.name} ${version.version} --stage Archived\`.`,
    });
  await host.workspace.log.commit('model.archived', { model: model.name, archived });
  print(`${model.name} is ${archived ? 'in' : 'out of'} the archive.`);
  return 0;
}

async function remove({ host, model, version }: Target): Promise<0> {
  const { log } = host.workspace;
  if (version === null) await log.commit('model.deleted', { model: model.name });
  else await log.commit('version.deleted', { versionId: version.versionId });
  print(`${nameOf(model, version)} is deleted.`);
  return 0;
}

const nameOf = ({ name }: ModelEntry, version: VersionEntry | null): string =>
  version === null ? name : `${name} v${version.version}`;
