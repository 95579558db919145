import { AppError } from '../../shared/errors/app-error.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import type { SweepRecord } from '../../shared/records/sweep.ts';
import { deleteSweep } from '../../workers/lifecycle/sweep/delete-sweep.ts';
import { continueSweep, runSweep } from '../../workers/lifecycle/sweep/run-sweep.ts';
import type { Command, Invocation } from '../command.ts';
import { filePart, filePartOptions } from '../file-part.ts';
import { withExistingHost, withHost, withTasks, type FolderHost } from '../host.ts';
import { print, printJson, withProgress } from '../output.ts';
import { recipeFlags } from '../recipe-flags.ts';
import { memoryOption } from '../resume.ts';
import {
  existingDataset,
  isFile,
  noSuchSource,
  readSource,
  storeSource,
  type StoredSource,
} from '../source.ts';
import { listSweeps, showEnd } from './sweep/show.ts';
import { watched } from './sweep/watched.ts';
import { estimatorNames, readSweep, sweepFor, type SweepWish } from '../sweep-options.ts';
import { paramNames } from '../training-options.ts';

export const sweepCommand: Command = {
  usage:
    'sweep FILE|DATASET --target COLUMN [options] | sweep --continue ID | sweep --list | sweep --delete ID',
  options: [
    { name: 'target', type: 'string', value: 'COLUMN', help: 'the column to predict' },
    {
      name: 'estimator',
      type: 'list',
      value: 'NAME',
      help: `one of ${estimatorNames}; several are compared (default: the usual three)`,
    },
    {
      name: 'grid',
      type: 'list',
      value: '[ESTIMATOR.]PARAM=A,B,C',
      help: 'values to try; several params make every combination',
    },
    {
      name: 'range',
      type: 'list',
      value: '[ESTIMATOR.]PARAM=A..B',
      help: 'limits to search between, with --random, --halving or --bayes',
    },
    { name: 'random', type: 'string', value: 'N', help: 'try N candidates at random' },
    {
      name: 'halving',
      type: 'boolean',
      help: 'judge all (or --random N) on few rows and the best third of them on three times as many, again and again',
    },
    {
      name: 'resource',
      type: 'string',
      value: 'PARAM[=[LEAST..]MOST]',
      help: 'what grows with --halving instead of the rows, e.g. n_estimators=300 or max_iter',
    },
    {
      name: 'bayes',
      type: 'string',
      value: 'N',
      help: 'try N candidates, each where the ones before did well',
    },
    { name: 'param', type: 'list', value: 'KEY=VALUE', help: 'a parameter that is not searched' },
    { name: 'folds', type: 'string', value: 'K', help: 'folds of the cross-validation (default 5)' },
    {
      name: 'repeats',
      type: 'string',
      value: 'N',
      help: 'deal the rows to folds anew so many times (default 1)',
    },
    { name: 'nested', type: 'boolean', help: 'judge the search itself too, by as many folds around it' },
    {
      name: 'metric',
      type: 'string',
      value: 'NAME',
      help: 'what decides, by its mean over the folds (default roc_auc, or rmse for numbers)',
    },
    { name: 'time-budget', type: 'string', value: 'TIME', help: 'stop searching after e.g. 90s, 10m or 2h' },
    { name: 'parallel', type: 'string', value: 'N', help: 'trials at once (default: one a core)' },
    { name: 'prepare', type: 'list', value: 'KEY=VALUE', help: 'a choice of preparation, as for `train`' },
    ...recipeFlags,
    { name: 'balance', type: 'string', value: 'STRATEGY', help: 'oversample, undersample or smote' },
    {
      name: 'task',
      type: 'string',
      value: 'TASK',
      help: 'classification or regression (default: by the target)',
    },
    {
      name: 'seed',
      type: 'string',
      value: 'N',
      help: 'seed of split, folds, search and training (default 42)',
    },
    {
      name: 'experiment',
      type: 'string',
      value: 'NAME',
      help: 'experiment to record in (default: the data)',
    },
    { name: 'name', type: 'string', value: 'NAME', help: 'name of the sweep' },
    ...filePartOptions,
    { name: 'register', type: 'string', value: 'MODEL', help: 'register the best as the next version of it' },
    { name: 'backend', type: 'string', value: 'NAME', help: 'what networks train on, as for train' },
    {
      ...memoryOption,
      help: 'what all trainings at once may take beside their data (default: what is free)',
    },
    { name: 'continue', type: 'string', value: 'ID', help: 'go on with a sweep that was stopped or failed' },
    { name: 'list', type: 'boolean', help: 'list the sweeps of the workspace' },
    { name: 'delete', type: 'string', value: 'ID', help: 'forget a sweep; its runs stay' },
  ],
  notes: [
    'Every trial is a recorded run with its folds (cv_… among its metrics), also one that fails. The best\n' +
      'candidate is trained on the whole training part; the test part decides nothing. Same data, same seed:\n' +
      'same winner and same model, whatever the number of trials at once (a time budget may cut that short).',
    'Without --grid and --range, a search at random or by Bayes takes the usual range of the params that usually\n' +
      'matter; otherwise each estimator is tried once, as it is.',
    `Parameters by estimator (with their defaults):\n${estimators.map(paramNames).join('\n')}`,
  ],
  examples: [
    'sweep customers.csv --target Churn --estimator random-forest --grid max_depth=5,10,15,20',
    'sweep customers.csv --target Churn --register churn',
    'sweep customers --target Churn --estimator gradient-boosting --bayes 40 --time-budget 10m',
    'sweep customers --target Churn --estimator logistic-regression --range C=0.001..100 --random 30 --halving',
    'sweep customers --target Churn --estimator gradient-boosting --random 27 --halving --resource max_iter=300',
    'sweep --continue 0192f0c1-…',
  ],
  positionals: [0, 1],
  async run(invocation) {
    const [name] = invocation.positionals;
    const id = invocation.string('continue');
    if (invocation.flag('list')) return withHost(invocation, (host) => listSweeps(host, invocation));
    const gone = invocation.string('delete');
    if (gone !== undefined) return forget(gone, invocation);
    if (id !== undefined) return goOn(id, invocation);
    if (name === undefined)
      throw new AppError('usage', {
        detail: '`sweep` takes a file or a dataset, --continue ID, --delete ID or --list.',
        remedy: 'Run `treadle sweep --help`.',
      });
    const wish = readSweep(invocation);
    await ((await isFile(name)) ? sweepFile(name, wish, invocation) : sweepDataset(name, wish, invocation));
    return 0;
  },
};

function forget(sweepId: string, invocation: Invocation): Promise<0> {
  const missing = { code: 'sweep-unknown', detail: `There is no sweep ${sweepId}.` } as const;
  return withExistingHost(invocation, missing, async (host) => {
    const sweep = await deleteSweep(host, sweepId);
    if (invocation.flag('json')) printJson(sweep);
    else print(`The sweep "${sweep.name}" is deleted; its runs stay.`);
    return 0 as const;
  });
}

/** What is wrong with the file or the sweep is found before the workspace is touched. */
async function sweepFile(path: string, wish: SweepWish, invocation: Invocation): Promise<void> {
  const { signal } = invocation;
  const source = await withTasks((tasks) =>
    withProgress('load', (onProgress) =>
      readSource(tasks, path, { edits: filePart(invocation), signal, onProgress }),
    ),
  );
  const spec = sweepFor(wish, source.table);
  await withHost(invocation, async (host) => {
    const stored = await storeSource(host, source, wish.all.target, { append: false, signal });
    await sweepAndShow(host, spec, stored, invocation);
  });
}

function sweepDataset(name: string, wish: SweepWish, invocation: Invocation): Promise<void> {
  return withExistingHost(invocation, noSuchSource(name), async (host) => {
    const stored = await existingDataset(host, name);
    const spec = sweepFor(wish, await host.workspace.datasets.table(stored.dataVersion));
    await sweepAndShow(host, spec, stored, invocation);
  });
}

async function sweepAndShow(
  host: FolderHost,
  spec: SweepRecord['spec'],
  { dataset, dataVersion }: StoredSource,
  invocation: Invocation,
): Promise<void> {
  const experiment = invocation.string('experiment') ?? dataset.name;
  const names = spec.models.map(({ recipe }) => recipe.estimator.name).join(', ');
  const request = {
    name: invocation.string('name') ?? `${names} · ${spec.search.method}`,
    experiment,
    dataset: dataset.name,
    dataVersion,
    spec,
  };
  const sweep = await watched(invocation, (options) => runSweep(host, request, options));
  await showEnd(host, sweep, invocation);
}

async function goOn(id: string, invocation: Invocation): Promise<0> {
  const missing = { code: 'sweep-unknown', detail: `There is no sweep ${id}.` } as const;
  await withExistingHost(invocation, missing, async (host) => {
    const sweep = await watched(invocation, (options) => continueSweep(host, id, options));
    await showEnd(host, sweep, invocation);
  });
  return 0;
}
