import { AppError } from '../../shared/errors/app-error.ts';
import type { DependenceReport } from '../../shared/pipelines/explain-model.ts';
import type { ExplainedOutput, Explanation } from '../../shared/pipelines/explain-prediction.ts';
import { isoText } from '../../shared/table/cells.ts';
import {
  dependenceOf,
  explainWith,
  findExplained,
  type ExplainedModel,
} from '../../workers/lifecycle/explain.ts';
import { calibrationWords, scaleWords } from '../../workers/lifecycle/explain-words.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { parseFeatures } from '../json-lines.ts';
import { referenceOf, VERSION_OPTION } from '../model-reference.ts';
import { formatTable, note, print, printJson, withProgress } from '../output.ts';
import { ROWS_OPTIONS, rowsText, rowsWish } from '../rows-options.ts';

export const explainCommand: Command = {
  usage: 'explain MODEL[@ALIAS]|RUN --features JSON|--column C [options]',
  options: [
    {
      name: 'features',
      type: 'string',
      value: 'JSON',
      help: 'why this row is answered as it is: what each column adds, exactly',
    },
    {
      name: 'column',
      type: 'string',
      value: 'C',
      help: 'what the model says on average as this column takes one value after the other',
    },
    {
      name: 'class',
      type: 'string',
      value: 'LABEL',
      help: 'for this class (default: the predicted one; the last)',
    },
    {
      name: 'points',
      type: 'string',
      value: 'N',
      help: '--column: values of a number to ask about (default 20)',
    },
    {
      name: 'curves',
      type: 'string',
      value: 'N',
      help: '--column --json: curves of so many single rows (default 0)',
    },
    ...ROWS_OPTIONS,
    VERSION_OPTION,
  ],
  notes: [
    'Single rows are explained by exact Shapley values: for trees, forests and boosting (TreeSHAP) and for linear models and naive Bayes. What is explained adds up: the base value, which is what the model says of nobody in particular, and the amounts of all columns are its score.',
  ],
  examples: [
    `explain churn --features '{"Age":41,"Tenure":3,"MonthlyCharges":70.5,"TotalCharges":211.5,"Contract":"Month-to-month","PaymentMethod":"Electronic check"}'`,
    'explain churn --column Tenure',
    'explain churn --column Contract --class Yes --json',
  ],
  positionals: [1, 1],
  run(invocation) {
    const reference = referenceOf(invocation);
    const ask = questionOf(invocation);
    const missing = {
      code: 'model-unknown',
      detail: `There is neither a model nor a run "${reference.model}".`,
    } as const;
    return withExistingHost(invocation, missing, async (host) =>
      ask(host, await findExplained(host, reference)),
    );
  },
};

type Ask = (host: Host, model: ExplainedModel) => Promise<ExitCode>;

/** @throws AppError `usage`. */
function questionOf(invocation: Invocation): Ask {
  const [features, column] = [invocation.string('features'), invocation.string('column')];
  if ((features === undefined) === (column === undefined))
    throw new AppError('usage', { detail: 'Give either --features or --column.' });
  if (column !== undefined) return dependence(invocation, column);
  const row = parseFeatures(Buffer.from(features!), '--features');
  return async (host, model) => {
    const { signal } = invocation;
    const explanation = await withProgress('explain', (onProgress) =>
      explainWith(host, model.digest, row, { signal, onProgress }),
    );
    if (invocation.flag('json')) printJson({ model: model.title, ...explanation });
    else showExplanation(explanation, invocation.string('class'));
    return 0;
  };
}

function showExplanation(explanation: Explanation, label: string | undefined): void {
  const { answer } = explanation;
  const output = chosen(explanation.outputs, label ?? String(answer.prediction));
  const confidence = answer.confidence === null ? '' : `  (${(answer.confidence * 100).toFixed(1)} %)`;
  print(`${String(answer.prediction)}${confidence}`);
  print();
  const what = output.label === null ? '' : ` for ${output.label}`;
  print(`What each column adds${what}: ${scaleWords(explanation)}`);
  const most = Math.max(...output.columns.map(({ amount }) => Math.abs(amount)));
  print(
    formatTable(
      ['column', 'value', 'adds', ''],
      [
        ['(base value)', '', signed(output.base), ''],
        ...output.columns.map(({ column, value, amount }) => [
          column,
          shortened(String(value ?? '–')),
          signed(amount),
          bar(amount, most),
        ]),
        ['= score', '', signed(output.score), ''],
      ],
    ),
  );
  const calibration = calibrationWords(explanation, output);
  if (calibration !== null) print(`\n${calibration}`);
  for (const { column, features } of output.columns.slice(0, 3))
    if (features.length > 1)
      note(`${column}: ${features.map(({ feature, amount }) => `${feature} ${signed(amount)}`).join(', ')}`);
}

/** @throws AppError `request-invalid`. */
function chosen(outputs: readonly ExplainedOutput[], label: string): ExplainedOutput {
  const found = outputs.find((output) => output.label === label || output.label === null);
  if (found !== undefined) return found;
  const labels = outputs.map((output) => output.label).join(', ');
  throw new AppError('request-invalid', {
    detail: `There is no class "${label}"; there are ${labels}.`,
    remedy: 'Name one of them with --class.',
  });
}

const signed = (amount: number): string => `${amount < 0 ? '−' : '+'}${Math.abs(amount).toPrecision(4)}`;
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
const bar = (amount: number, most: number): string =>
  (amount < 0 ? '◀' : '▶').repeat(most > 0 ? Math.round((Math.abs(amount) / most) * 20) : 0);

function dependence(invocation: Invocation, column: string): Ask {
  const wish = {
    ...rowsWish(invocation),
    column,
    points: wholeNumber(invocation, 'points', { min: 2, max: 1000, fallback: 20 }),
    curves: wholeNumber(invocation, 'curves', { min: 0, max: 10_000, fallback: 0 }),
  };
  return async (host, model) => {
    const { signal } = invocation;
    const report = await withProgress('explain', (onProgress) =>
      dependenceOf(host, model, wish, { signal, onProgress }),
    );
    if (invocation.flag('json')) printJson({ model: model.title, dataset: wish.dataset, ...report });
    else {
      print(`${model.title} by ${column}, on average over ${rowsText(report, wish.dataset)}`);
      print();
      print(dependenceTable(report, invocation.string('class')));
    }
    return 0;
  };
}

/** @throws AppError `request-invalid`. */
function dependenceTable(report: DependenceReport, label: string | undefined): string {
  const { outputs, mean, grid, type, column } = report;
  const at = label === undefined ? outputs.length - 1 : outputs.indexOf(label);
  if (at < 0)
    throw new AppError('request-invalid', {
      detail: `There is no class "${label}"; there are ${outputs.join(', ')}.`,
      remedy: 'Name one of them with --class.',
    });
  const line = mean[at]!;
  const [low, high] = [Math.min(...line), Math.max(...line)];
  return formatTable(
    [column, outputs[at]!, ''],
    grid.map((value, place) => [
      type === 'datetime'
        ? isoText(Number(value))
        : typeof value === 'number'
          ? Number(value.toPrecision(6))
          : String(value),
      line[place]!.toPrecision(4),
      '█'.repeat(high > low ? 1 + Math.round((24 * (line[place]! - low)) / (high - low)) : 1),
    ]),
  );
}
