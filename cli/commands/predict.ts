import { AppError } from '../../shared/errors/app-error.ts';
import { openPredictor, predictFile, type ModelReference } from '../../workers/lifecycle/predict.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { parseFeatures } from '../json-lines.ts';
import { referenceOf, VERSION_OPTION } from '../model-reference.ts';
import { note, print, printAll, printJson, withProgress } from '../output.ts';
import { predictLines } from '../predict-lines.ts';
import { namingTheFile, readBytes } from '../source.ts';
import { wireAnswer } from '../wire-answer.ts';

export const predictCommand: Command = {
  usage: 'predict MODEL[@ALIAS] --features JSON|--file CSV|--stdin [options]',
  options: [
    {
      name: 'features',
      type: 'string',
      value: 'JSON',
      help: 'one row: an object by column name or an array in signature order',
    },
    { name: 'file', type: 'string', value: 'CSV', help: 'every row of a CSV file; prints CSV' },
    { name: 'stdin', type: 'boolean', help: 'one JSON row a line in, one JSON answer a line out' },
    VERSION_OPTION,
    { name: 'top-k', type: 'string', value: 'N', help: 'how many probabilities to show (default 10)' },
  ],
  notes: [
    'With --stdin and --file a bad row is an answer with an error, and the others are served; the exit code is 1 then.',
  ],
  examples: [
    `predict churn --features '{"Age":41,"Tenure":3,"MonthlyCharges":70.5,"TotalCharges":211.5,"Contract":"Month-to-month","PaymentMethod":"Electronic check"}' --json`,
    'predict churn --file new_customers.csv > answers.csv',
    'predict churn@champion --stdin < rows.jsonl',
  ],
  positionals: [1, 1],
  run: predict,
};

async function predict(invocation: Invocation): Promise<ExitCode> {
  const reference = referenceOf(invocation);
  const ask = questionOf(invocation);
  const missing = { code: 'model-unknown', detail: `There is no model "${reference.model}".` } as const;
  return withExistingHost(invocation, missing, (host) => ask(host, reference));
}

type Ask = (host: Host, reference: ModelReference) => Promise<ExitCode>;

/** What is asked, once the words of the command are known to be right. @throws AppError `usage`. */
function questionOf(invocation: Invocation): Ask {
  const [features, file] = [invocation.string('features'), invocation.string('file')];
  const stdin = invocation.flag('stdin');
  const given = [features !== undefined, file !== undefined, stdin].filter(Boolean).length;
  if (given !== 1)
    throw new AppError('usage', { detail: `Give one of --features, --file and --stdin; ${given} given.` });
  const topK = wholeNumber(invocation, 'top-k', { min: 1, max: 1000, fallback: 10 });
  const options = { topK, signal: invocation.signal };
  if (stdin) return (host, reference) => predictLines(host, reference, process.stdin, options);
  if (file !== undefined) return (host, reference) => predictRows(host, invocation, reference, file);
  const instance = parseFeatures(Buffer.from(features!), '--features');
  return (host, reference) => predictRow(host, invocation, reference, instance, options);
}

async function predictRow(
  host: Host,
  invocation: Invocation,
  reference: ModelReference,
  instance: unknown,
  options: { topK: number; signal: AbortSignal },
): Promise<ExitCode> {
  const { version, predict: ask } = await openPredictor(host, reference);
  const answer = wireAnswer(version, (await ask([instance], options))[0]!);
  if ('error' in answer) throw AppError.fromProblem(answer.error);
  if (invocation.flag('json')) {
    printJson(answer);
    return 0;
  }
  const confidence = answer.confidence === null ? '' : `  (${(answer.confidence * 100).toFixed(1)} %)`;
  print(`${String(answer.prediction)}${confidence}  by ${answer.modelId} ${answer.modelVersion}`);
  for (const { label, p } of answer.probabilities) print(`  ${label}  ${(p * 100).toFixed(2)} %`);
  for (const warning of answer.warnings ?? []) note(`warning: ${warning.detail}`);
  return 0;
}

async function predictRows(
  host: Host,
  { signal, flag }: Invocation,
  reference: ModelReference,
  file: string,
): Promise<ExitCode> {
  const bytes = await readBytes(file);
  const { version, outcomes, csv, rejected, rejectedCount } = await withProgress('predict', (onProgress) =>
    namingTheFile(file, () => predictFile(host, reference, bytes, { signal, onProgress })),
  );
  if (flag('json')) printJson({ predictions: outcomes.map((outcome) => wireAnswer(version, outcome)) });
  else await printAll(csv);
  if (rejectedCount > 0)
    note(
      `${rejectedCount} rows of "${file}" do not fit its header and have no answer, the first in line ${rejected[0]!.line}.`,
    );
  const failed = outcomes.filter((outcome) => !('answer' in outcome)).length;
  if (failed > 0) note(`${failed} of ${outcomes.length} rows have an error instead of an answer.`);
  return failed + rejectedCount === 0 ? 0 : 1;
}
