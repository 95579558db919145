import { AppError } from '../../shared/errors/app-error.ts';
import { preparationChoices } from '../../shared/pipelines/preparation-choices.ts';
import type { Recipe } from '../../shared/records/recipe.ts';
import { estimators } from '../../shared/estimators/registry.ts';
import { registerRun } from '../../workers/lifecycle/register.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import type { Command, Invocation } from '../command.ts';
import { CONTINUE_NOTE, continueFlags, continueOn } from '../continue-from.ts';
import { filePart, filePartOptions } from '../file-part.ts';
import { withExistingHost, withHost, withTasks, type FolderHost } from '../host.ts';
import { withProgress } from '../output.ts';
import { recipeFlags } from '../recipe-flags.ts';
import { limitOptions, limits, resumeTraining, tell } from '../resume.ts';
import { showRun } from '../show-run.ts';
import {
  existingDataset,
  isFile,
  noSuchSource,
  readSource,
  storeSource,
  type StoredSource,
} from '../source.ts';
import {
  choiceNames,
  paramNames,
  readSettings,
  readTraining,
  recipeFor,
  type Training,
  type TrainingSettings,
} from '../training-options.ts';

export const trainCommand: Command = {
  usage: 'train FILE|DATASET --target COLUMN [options] | --resume RUN',
  options: [
    { name: 'target', type: 'string', value: 'COLUMN', help: 'the column to predict' },
    {
      name: 'estimator',
      type: 'string',
      value: 'NAME',
      help: `one of ${estimators.map((estimator) => estimator.name).join(', ')} (default random-forest; logistic-regression where all features are text)`,
    },
    {
      name: 'param',
      type: 'list',
      value: 'KEY=VALUE',
      help: 'a parameter of the estimator; may be given several times',
    },
    {
      name: 'prepare',
      type: 'list',
      value: 'KEY=VALUE',
      help: 'a choice of preparation, e.g. outliers=drop; may be given several times',
    },
    {
      name: 'task',
      type: 'string',
      value: 'TASK',
      help: 'classification or regression (default: by the target)',
    },
    { name: 'recipe', type: 'string', value: 'FILE', help: 'a recipe as JSON instead of the options above' },
    ...recipeFlags,
    {
      name: 'balance',
      type: 'string',
      value: 'STRATEGY',
      help: 'even out the classes of the training part: oversample, undersample or smote',
    },
    { name: 'seed', type: 'string', value: 'N', help: 'seed of split and training (default 42)' },
    {
      name: 'folds',
      type: 'string',
      value: 'K',
      help: 'cross-validate the training part on so many folds too (cv_… among the metrics)',
    },
    {
      name: 'repeats',
      type: 'string',
      value: 'N',
      help: 'deal the rows to folds anew so many times (default 1)',
    },
    {
      name: 'append',
      type: 'boolean',
      help: 'add the rows of FILE to the dataset of its name and train on all of them',
    },
    {
      name: 'experiment',
      type: 'string',
      value: 'NAME',
      help: 'experiment to record in (default: the name of the data)',
    },
    { name: 'name', type: 'string', value: 'NAME', help: 'name of the run' },
    ...filePartOptions,
    ...continueFlags,
    {
      name: 'register',
      type: 'string',
      value: 'MODEL',
      help: 'register the result as the next version of this model',
    },
    {
      name: 'resume',
      type: 'string',
      value: 'RUN',
      help: 'take an interrupted run up where its last checkpoint left it',
    },
    { name: 'threads', type: 'string', value: 'N', help: 'threads to train with (default: as many as pay)' },
    ...limitOptions,
    {
      name: 'backend',
      type: 'string',
      value: 'NAME',
      help: 'what networks train on: own, wasm, cpu, webgl or webgpu (default: what pays)',
    },
  ],
  notes: [
    'A run of FILE is trained on exactly the rows of that file, which are kept as the dataset of its name:\n' +
      'customers.csv is "customers". The same file again stores nothing. A file of that name with other rows\n' +
      'becomes "customers-2" and so on; with --append its rows are added to "customers" instead.',
    CONTINUE_NOTE,
    `Parameters by estimator (with their defaults):\n${estimators.map(paramNames).join('\n')}`,
    `Choices of preparation (the default first):\n${preparationChoices.map(choiceNames).join('\n')}`,
  ],
  examples: [
    'train customers.csv --target Churn --estimator random-forest --seed 42 --json',
    'train customers.csv --target Churn --estimator logistic-regression --param C=0.5 --register churn',
    'train customers.csv --target Churn --prepare outliers=drop --prepare encode=ordinal',
    'train customers.csv --target Churn --derive "spend per month=ratio(TotalCharges,tenure)" --calibrate isotonic',
    'train june.csv --target Churn --append',
    'train june.csv --append --continue-from churn@3 --register churn',
    'train customers --recipe recipe.json --experiment nightly',
    'train --resume 0190a1b2-…',
  ],
  positionals: [0, 1],
  async run(invocation) {
    if (invocation.string('resume') !== undefined) {
      await resumeTraining(
        invocation,
        trainCommand.options.map((option) => option.name),
      );
      return 0;
    }
    if (invocation.positionals.length === 0) {
      throw new AppError('usage', { detail: 'Name a file or a dataset to train on, or a run to resume.' });
    }
    if (invocation.string('continue-from') !== undefined) {
      const [source] = invocation.positionals as [string];
      const settings = readSettings(invocation);
      await continueOn(source, invocation, (host, recipe, stored) =>
        trainAndShow(host, settings, recipe, stored, invocation),
      );
      return 0;
    }
    const training = await readTraining(invocation);
    const [name] = invocation.positionals as [string];
    if (await isFile(name)) await trainOnFile(name, training, invocation);
    else await trainOnDataset(name, training, invocation);
    return 0;
  },
};

/** What is wrong with the file or its target is found before the workspace is touched. */
async function trainOnFile(path: string, training: Training, invocation: Invocation): Promise<void> {
  const { signal } = invocation;
  const source = await withTasks((tasks) =>
    withProgress('load', (onProgress) =>
      readSource(tasks, path, { edits: filePart(invocation), signal, onProgress }),
    ),
  );
  const recipe = recipeFor(training, source.table);
  await withHost(invocation, async (host) => {
    const options = { append: invocation.flag('append'), signal };
    const stored = await storeSource(host, source, recipe.target, options);
    await trainAndShow(
      host,
      { ...training, experiment: training.experiment ?? source.name },
      recipe,
      stored,
      invocation,
    );
  });
}

function trainOnDataset(name: string, training: Training, invocation: Invocation): Promise<void> {
  if (invocation.flag('append'))
    throw new AppError('usage', { detail: `--append takes a file to add; "${name}" is none.` });
  return withExistingHost(invocation, noSuchSource(name), async (host) => {
    const stored = await existingDataset(host, name);
    const recipe = recipeFor(training, await host.workspace.datasets.table(stored.dataVersion));
    await trainAndShow(host, training, recipe, stored, invocation);
  });
}

async function trainAndShow(
  host: FolderHost,
  { experiment, name, threads, backend, register }: TrainingSettings,
  recipe: Recipe,
  { dataset, dataVersion }: StoredSource,
  invocation: Invocation,
): Promise<void> {
  const { signal, flag } = invocation;
  const request = {
    dataset: dataset.name,
    dataVersion,
    recipe,
    experiment: experiment ?? dataset.name,
    threads,
    backend,
    ...(name === null ? {} : { name }),
    ...limits(invocation),
  };
  const run = await withProgress('train', (onProgress) =>
    trainRun(host, request, { signal, onProgress, onNotice: tell }),
  );
  const model = register ?? recipe.register?.model ?? null;
  const version = model === null ? null : await registerRun(host, run.runId, model);
  await showRun(host, run, version, flag('json'));
}
