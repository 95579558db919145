import { basename } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { type FileRegistration, registerFile } from '../../workers/lifecycle/register-file.ts';
import { registerRun } from '../../workers/lifecycle/register.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost, withHost } from '../host.ts';
import { required } from '../invocation.ts';
import { note, print, printJson } from '../output.ts';
import { tagOf } from '../reference.ts';
import { KEEPS_ROWS } from '../run-summary.ts';
import { readBytes } from '../source.ts';
import { runByPrefix } from './compare.ts';

export const registerCommand: Command = {
  usage: 'register RUN MODEL | --file FILE --model NAME [options]',
  options: [
    { name: 'description', type: 'string', value: 'TEXT', help: 'what is new in this version' },
    {
      name: 'file',
      type: 'string',
      value: 'FILE',
      help: 'a .treadle package, or a model file of another tool',
    },
    { name: 'model', type: 'string', value: 'NAME', help: 'the model that the file is a version of' },
    {
      name: 'version',
      type: 'string',
      value: '1.2.0',
      help: 'a semantic version above the newest (default: by lineage)',
    },
    {
      name: 'tag',
      type: 'list',
      value: 'KEY=VALUE',
      help: 'a tag of the version; may be given several times',
    },
    {
      name: 'type',
      type: 'string',
      value: 'TYPE',
      help: 'what a foreign file is, e.g. ONNX (default: by its ending)',
    },
    { name: 'task', type: 'string', value: 'TASK', help: 'classification or regression, of a foreign file' },
    {
      name: 'metric',
      type: 'list',
      value: 'KEY=NUMBER',
      help: 'a figure of a foreign file, e.g. test_f1=0.81',
    },
  ],
  notes: [
    'A .treadle package is proven by the answers it promises and is served like any other version. Any other\n' +
      'file is kept as it is: it can be described, compared and exported, and nothing runs it, so it is never\n' +
      'promoted.',
  ],
  examples: [
    'register 0192f3a1 churn --description "with the new tariff columns"',
    'register --file churn-v3.treadle --model churn',
    'register --file forest.onnx --model churn --version 2.0.0 --tag team=risk --metric test_f1=0.81',
  ],
  positionals: [0, 2],
  run: (invocation) =>
    invocation.string('file') === undefined ? registerOfRun(invocation) : registerOfFile(invocation),
};

function registerOfRun(invocation: Invocation): Promise<0> {
  if (invocation.positionals.length !== 2)
    throw new AppError('usage', { detail: 'Give RUN and MODEL, or --file and --model.' });
  return withExistingHost(
    invocation,
    { code: 'run-unknown', detail: `There is no run "${invocation.positionals[0]}".` },
    async (host) => {
      const { registry } = await host.workspace.log.state();
      const run = runByPrefix(
        [...registry.runs.values()].map((entry) => entry.run),
        invocation.positionals[0]!,
      );
      const description = invocation.string('description');
      const options = description === undefined ? {} : { description };
      return show(invocation, await registerRun(host, run.runId, invocation.positionals[1]!, options));
    },
  );
}

async function registerOfFile(invocation: Invocation): Promise<0> {
  const file = required(invocation, 'file');
  const model = required(invocation, 'model');
  if (invocation.positionals.length > 0)
    throw new AppError('usage', { detail: 'With --file, name the model by --model and no run.' });
  const facts = factsOf(invocation);
  const bytes = await readBytes(file);
  return withHost(invocation, async (host) =>
    show(invocation, await registerFile(host, { model, fileName: basename(file), bytes, ...facts })),
  );
}

/** @throws AppError `usage`. */
function factsOf(invocation: Invocation): Omit<FileRegistration, 'model' | 'fileName' | 'bytes'> {
  const [semver, description] = [invocation.string('version'), invocation.string('description')];
  const [format, task] = [invocation.string('type'), invocation.string('task')];
  if (task !== undefined && task !== 'classification' && task !== 'regression')
    throw new AppError('usage', { detail: `--task is classification or regression, not "${task}".` });
  return {
    tags: invocation.list('tag').map(tagOf),
    metrics: invocation.list('metric').map(metricOf),
    ...(semver === undefined ? {} : { semver }),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
    ...(task === undefined ? {} : { task }),
  };
}

function metricOf(text: string): { key: string; value: number } {
  const { key, value } = tagOf(text);
  if (value.trim() !== '' && Number.isFinite(Number(value))) return { key, value: Number(value) };
  throw new AppError('usage', { detail: `--metric takes KEY=NUMBER, not "${text}".` });
}

function show(invocation: Invocation, version: VersionEntry): 0 {
  const { model, version: number, semver, digest, file } = version;
  if (invocation.flag('json')) printJson(version);
  else print(`${model} v${number} (${semver}), digest ${digest.slice(0, 12)}`);
  if (file !== undefined) note(`It is kept as the file it is (${file.format}); nothing here can run it.`);
  else if (estimators.some(({ name, keepsRows }) => name === version.estimator && keepsRows === true))
    note(KEEPS_ROWS);
  return 0;
}
