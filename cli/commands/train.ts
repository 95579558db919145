import { estimatorByName, estimators } from '../../shared/estimators/registry.ts';
import { parseParamFlag, resolveParams } from '../../shared/estimators/params-check.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { defaultRecipe } from '../../shared/pipelines/default-recipe.ts';
import { parseRecipe } from '../../shared/pipelines/recipe-check.ts';
import type { ParamValue, Recipe } from '../../shared/records/recipe.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { distinctValues } from '../../shared/table/distinct.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { registerRun } from '../../workers/lifecycle/register.ts';
import { trainRun } from '../../workers/lifecycle/train.ts';
import type { Command, Invocation } from '../command.ts';
import { openSource, readBytes, withHost, type Source } from '../host.ts';
import { required, wholeNumber } from '../invocation.ts';
import { formatTable, note, print, printJson, progressLine } from '../output.ts';

export const trainCommand: Command = {
  name: 'train',
  summary: 'Train a model on a CSV file or a dataset and record the run',
  usage: 'train FILE|DATASET --target COLUMN [options]',
  options: [
    { name: 'target', type: 'string', value: 'COLUMN', help: 'the column to predict' },
    {
      name: 'estimator',
      type: 'string',
      value: 'NAME',
      help: `one of ${estimators.map((estimator) => estimator.name).join(', ')} (default random-forest)`,
    },
    {
      name: 'param',
      type: 'list',
      value: 'KEY=VALUE',
      help: 'a parameter of the estimator; may be given several times',
    },
    {
      name: 'task',
      type: 'string',
      value: 'TASK',
      help: 'classification or regression (default: by the target)',
    },
    { name: 'recipe', type: 'string', value: 'FILE', help: 'a recipe as JSON instead of the options above' },
    { name: 'seed', type: 'string', value: 'N', help: 'seed of split and training (default 42)' },
    {
      name: 'experiment',
      type: 'string',
      value: 'NAME',
      help: 'experiment to record in (default: the dataset)',
    },
    { name: 'name', type: 'string', value: 'NAME', help: 'name of the run' },
    {
      name: 'register',
      type: 'string',
      value: 'MODEL',
      help: 'register the result as the next version of this model',
    },
    { name: 'threads', type: 'string', value: 'N', help: 'threads to train with (default: as many as pay)' },
    {
      name: 'backend',
      type: 'string',
      value: 'NAME',
      help: 'tfjs backend for neural networks (default: chosen by a probe)',
    },
  ],
  examples: [
    'train customers.csv --target Churn --estimator random-forest --seed 42 --json',
    'train customers.csv --target Churn --estimator logistic-regression --param C=0.5 --register churn',
    'train customers --recipe recipe.json --experiment nightly',
  ],
  positionals: [1, 1],
  run: (invocation) => withHost(invocation, (host) => train(host, invocation)),
};

async function train(host: Host, invocation: Invocation): Promise<0> {
  const asJson = invocation.flag('json');
  const line = progressLine('train', asJson);
  const options = { signal: invocation.signal, onProgress: line.show };
  const stated = await statedRecipe(invocation);
  const target = stated?.target ?? required(invocation, 'target');
  const source = await openSource(host, invocation.positionals[0]!, target, options);
  if (source.report !== null && source.report.rejectedCount > 0)
    note(`${source.report.rejectedCount} rows did not fit the header and were left out.`);
  const recipe = stated ?? (await recipeFromFlags(host, invocation, source, target));
  const threads =
    invocation.string('threads') === undefined
      ? null
      : wholeNumber(invocation, 'threads', { min: 1, max: 64, fallback: 1 });
  const name = invocation.string('name');
  const run = await trainRun(
    host,
    {
      dataset: source.dataset.name,
      dataVersion: source.dataVersion,
      recipe,
      experiment: invocation.string('experiment') ?? source.dataset.name,
      threads,
      backend: invocation.string('backend') ?? null,
      ...(name === undefined ? {} : { name }),
    },
    options,
  );
  line.clear();
  const model = invocation.string('register') ?? recipe.register?.model;
  const version = model === undefined ? null : await registerRun(host, run.runId, model);
  const summary = runSummary(run, version);
  if (asJson) printJson(summary);
  else printSummary(summary, run);
  return 0;
}

async function statedRecipe(invocation: Invocation): Promise<Recipe | null> {
  const file = invocation.string('recipe');
  if (file === undefined) return null;
  const text = new TextDecoder().decode(await readBytes(file));
  try {
    return parseRecipe(JSON.parse(text));
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new AppError('recipe-invalid', {
      detail: `"${file}" is not JSON: ${thrown.message}`,
      cause: thrown,
    });
  }
}

async function recipeFromFlags(
  host: Host,
  invocation: Invocation,
  source: Source,
  target: string,
): Promise<Recipe> {
  const estimator = estimatorByName(invocation.string('estimator') ?? 'random-forest');
  const params: Record<string, ParamValue> = {};
  for (const flag of invocation.list('param')) {
    const [name, value] = parseParamFlag(estimator.params, flag);
    params[name] = value;
  }
  const task = invocation.string('task');
  if (task !== undefined && task !== 'classification' && task !== 'regression') {
    throw new AppError('usage', { detail: `--task must be classification or regression, not "${task}".` });
  }
  const seed = wholeNumber(invocation, 'seed', { min: 0, max: 2 ** 32 - 1, fallback: 42 });
  const table = await host.workspace.datasets.table(source.dataVersion);
  const known = source.dataset.schema.some((column) => column.name === target);
  return defaultRecipe({
    schema: source.dataset.schema,
    target,
    estimator: estimator.name,
    params,
    seed,
    ...(task === undefined ? {} : { task }),
    ...(known ? { distinct: distinctValues(table, target) } : {}),
  });
}

/** The object that `treadle train --json` prints (DESIGN.md, "Command line"). */
export function runSummary(run: RunRecord, version: { model: string; version: number } | null) {
  const { load_ms, validate_ms, prepare_ms, train_ms, evaluate_ms, total_ms } = run.timings!;
  const finals = run.metrics.filter(
    (metric) => metric.key.startsWith('train_') || metric.key.startsWith('test_'),
  );
  return {
    runId: run.runId,
    status: run.status,
    model: version?.model ?? null,
    version: version?.version ?? null,
    modelDigest: run.modelDigest,
    dataVersion: run.dataVersion,
    params: resolveParams(estimatorByName(run.recipe.estimator.name).params, run.recipe.estimator.params),
    metrics: Object.fromEntries(finals.map(({ key, value }) => [key, value])),
    timings: { load_ms, validate_ms, prepare_ms, train_ms, evaluate_ms, total_ms },
  };
}

function printSummary(summary: ReturnType<typeof runSummary>, run: RunRecord): void {
  print(`Run ${summary.runId}  ${run.recipe.estimator.name}  ${summary.status}`);
  print(
    `Data ${summary.dataVersion.slice(0, 12)}  Model ${summary.modelDigest?.slice(0, 12) ?? 'none'}${summary.model === null ? '' : `  registered as ${summary.model} v${summary.version}`}`,
  );
  const tests = Object.entries(summary.metrics).filter(([key]) => key.startsWith('test_'));
  print(
    formatTable(
      ['metric', 'value'],
      tests.map(([key, value]) => [key.slice(5), Number(Number(value).toFixed(4))]),
    ),
  );
  print(
    `Trained in ${Math.round(summary.timings.train_ms)} ms, ${Math.round(summary.timings.total_ms)} ms in all.`,
  );
}
