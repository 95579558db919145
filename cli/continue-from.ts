import { AppError } from '../shared/errors/app-error.ts';
import { parseParamFlag } from '../shared/estimators/params-check.ts';
import { estimatorByName } from '../shared/estimators/registry.ts';
import { checkEstimator } from '../shared/pipelines/recipe-check.ts';
import type { Recipe } from '../shared/records/recipe.ts';
import { resolveVersion } from '../shared/registry/queries.ts';
import { recipeOf, recipeToContinue } from '../workers/lifecycle/continue-training.ts';
import type { Command, Invocation } from './command.ts';
import { filePart } from './file-part.ts';
import { withExistingHost, withTasks, type FolderHost } from './host.ts';
import { withProgress } from './output.ts';
import { existingDataset, isFile, readSource, storeSource, type StoredSource } from './source.ts';

export const continueFlags: Command['options'] = [
  {
    name: 'continue-from',
    type: 'string',
    value: 'MODEL[@VERSION]',
    help: 'go on from a registered version instead of from the start; its preparation stays as it is',
  },
];

export const CONTINUE_NOTE =
  'With --continue-from the target, the estimator and the preparation are those of the version; --param changes\n' +
  "a parameter. Where the dataset grew out of the version's rows (--append), the rows behind them are the new\n" +
  'ones; otherwise all rows are. Naive Bayes and nearest neighbors add the new rows to what they know; linear\n' +
  'models and networks start where the version ended and learn from all rows of the dataset.';

/** What the version answers. */
const ANSWERED = [
  'target',
  'estimator',
  'task',
  'recipe',
  'seed',
  'folds',
  'repeats',
  'balance',
  'calibrate',
];

/** @throws AppError `usage` for an option that the version answers. */
export function requireFree(invocation: Invocation): void {
  const doubled = ANSWERED.filter((name) => invocation.string(name) !== undefined);
  doubled.push(
    ...['prepare', 'derive', 'class-weight', 'monotone'].filter((name) => invocation.list(name).length > 0),
  );
  if (doubled.length === 0) return;
  throw new AppError('usage', {
    detail: `The version that training goes on from states what ${doubled.map((name) => `--${name}`).join(', ')} would say.`,
  });
}

/** Finds version and rows, and hands both on as a recipe for stored rows. */
export function continueOn(
  source: string,
  invocation: Invocation,
  train: (host: FolderHost, recipe: Recipe, stored: StoredSource) => Promise<void>,
): Promise<void> {
  requireFree(invocation);
  const [model, reference] = versionOf(invocation.string('continue-from')!);
  const missing = { code: 'model-unknown', detail: `There is no model "${model}".` } as const;
  return withExistingHost(invocation, missing, async (host) => {
    const version = resolveVersion((await host.workspace.log.state()).registry, model, reference);
    const before = await recipeOf(host, version);
    const table = estimatorByName(before.estimator.name).params;
    const params = Object.fromEntries(invocation.list('param').map((flag) => parseParamFlag(table, flag)));
    const stored = await storedRows(host, source, before.target, invocation);
    const recipe = await recipeToContinue(host, version, stored, params);
    checkEstimator(recipe);
    await train(host, recipe, stored);
  });
}

/** `churn`, `churn@3`, `churn@champion`. */
function versionOf(text: string): [string, string | undefined] {
  const at = text.lastIndexOf('@');
  return at <= 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

async function storedRows(
  host: FolderHost,
  source: string,
  target: string,
  invocation: Invocation,
): Promise<StoredSource> {
  if (!(await isFile(source))) return existingDataset(host, source);
  const { signal } = invocation;
  const read = await withTasks((tasks) =>
    withProgress('load', (onProgress) =>
      readSource(tasks, source, { edits: filePart(invocation), signal, onProgress }),
    ),
  );
  return storeSource(host, read, target, { append: invocation.flag('append'), signal });
}
