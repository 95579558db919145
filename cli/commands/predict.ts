import { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import {
  predictFile,
  predictWith,
  type LoggedOutcome,
  type ModelReference,
} from '../../workers/lifecycle/predict.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { readBytes, withHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { note, print, printJson } from '../output.ts';

export const predictCommand: Command = {
  name: 'predict',
  summary: 'Predict with a registered model: one row, a CSV file, or JSON lines',
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
    {
      name: 'version',
      type: 'string',
      value: 'V',
      help: 'a version number, v1.2.0 or an id (default: the one in Production)',
    },
    { name: 'top-k', type: 'string', value: 'N', help: 'how many probabilities to show (default 10)' },
  ],
  examples: [
    `predict churn --features '{"Age":41,"Tenure":3,"MonthlyCharges":70.5,"TotalCharges":211.5,"Contract":"Month-to-month","PaymentMethod":"Electronic check"}' --json`,
    'predict churn --file new_customers.csv > answers.csv',
    'predict churn@champion --stdin < rows.jsonl',
  ],
  positionals: [1, 1],
  run: (invocation) => withHost(invocation, (host) => predict(host, invocation)),
};

function predict(host: Host, invocation: Invocation): Promise<ExitCode> {
  const [features, file, stdin] = [
    invocation.string('features'),
    invocation.string('file'),
    invocation.flag('stdin'),
  ];
  const given = [features !== undefined, file !== undefined, stdin].filter(Boolean).length;
  if (given !== 1)
    throw new AppError('usage', { detail: `Give one of --features, --file and --stdin; ${given} given.` });
  const reference = referenceOf(invocation);
  if (features !== undefined) return predictRow(host, invocation, reference, features);
  if (file !== undefined) return predictRows(host, invocation, reference, file);
  return predictLines(host, invocation, reference);
}

function referenceOf(invocation: Invocation): ModelReference {
  const [model, alias] = invocation.positionals[0]!.split('@') as [string, string | undefined];
  const version = invocation.string('version') ?? alias;
  return version === undefined ? { model } : { model, version };
}

async function predictRow(
  host: Host,
  invocation: Invocation,
  reference: ModelReference,
  text: string,
): Promise<ExitCode> {
  const { version, outcomes } = await predictWith(
    host,
    reference,
    [parseJson(text, '--features')],
    optionsOf(invocation),
  );
  const answer = wireAnswer(version, outcomes[0]!);
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
  invocation: Invocation,
  reference: ModelReference,
  file: string,
): Promise<ExitCode> {
  const { version, outcomes, csv } = await predictFile(host, reference, await readBytes(file), {
    signal: invocation.signal,
  });
  if (invocation.flag('json'))
    printJson({ predictions: outcomes.map((outcome) => wireAnswer(version, outcome)) });
  else process.stdout.write(csv);
  return outcomes.every((outcome) => 'answer' in outcome) ? 0 : 1;
}

async function predictLines(
  host: Host,
  invocation: Invocation,
  reference: ModelReference,
): Promise<ExitCode> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const instances = lines.map((line, at) => parseJson(line, `line ${at + 1}`));
  const { version, outcomes } = await predictWith(host, reference, instances, optionsOf(invocation));
  for (const outcome of outcomes) printJson(wireAnswer(version, outcome));
  return outcomes.every((outcome) => 'answer' in outcome) ? 0 : 1;
}

function optionsOf(invocation: Invocation): { topK: number; signal: AbortSignal } {
  return {
    topK: wholeNumber(invocation, 'top-k', { min: 1, max: 1000, fallback: 10 }),
    signal: invocation.signal,
  };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    const detail = `${where} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}. NaN and Infinity are not JSON; use null for a missing value.`;
    throw new AppError('malformed-json', { detail, cause: thrown });
  }
}

/** What `POST /api/predict` answers, for one logged outcome. */
function wireAnswer(version: VersionEntry, outcome: LoggedOutcome) {
  if ('problem' in outcome) {
    const { code, ...rest } = outcome.problem;
    return {
      success: false as const,
      error: new AppError(code as ErrorCode, rest).toProblem(),
      requestId: outcome.requestId,
    };
  }
  const { prediction, confidence, probabilities, warnings } = outcome.answer;
  return {
    success: true as const,
    prediction,
    confidence,
    probabilities,
    ...(warnings.length > 0 ? { warnings } : {}),
    modelId: version.model,
    modelVersion: `v${version.semver}`,
    versionId: version.versionId,
    digest: version.digest,
    requestId: outcome.requestId,
    latencyMs: outcome.latencyMs,
  };
}
