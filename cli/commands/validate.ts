import { AppError } from '../../shared/errors/app-error.ts';
import type { Suite } from '../../shared/records/suite.ts';
import { junitXml } from '../../shared/validation/junit.ts';
import { withRowNumbers } from '../../shared/validation/quarantine.ts';
import type { SuiteReport } from '../../shared/validation/suite-report.ts';
import type { Command, ExitCode, Invocation, OptionHelp } from '../command.ts';
import { filePartOptions } from '../file-part.ts';
import { wholeNumber } from '../invocation.ts';
import { note, printJson, withProgress } from '../output.ts';
import { withCheckedRows, type CheckedRows } from './validate/checked-rows.ts';
import { printFindings, printSplit, printSuite, printVersionDrift } from './validate/print.ts';
import { withDatasetRows } from './validate/row-numbers.ts';
import { readSuiteFile, writeOut, writeRejected, writeSuiteFile } from './validate/suite-files.ts';

const text = (name: string, value: string, help: string): OptionHelp => ({
  name,
  type: 'string',
  value,
  help,
});
const flag = (name: string, help: string): OptionHelp => ({ name, type: 'boolean', help });

export const validateCommand: Command = {
  usage: 'validate FILE|DATASET [--target COLUMN] [--suite FILE] [options]',
  options: [
    text('target', 'COLUMN', 'also check the target: balance, missing values, leaks'),
    text('suite', 'FILE', 'hold the rows against this suite (default: that of the dataset, if it has one)'),
    text('infer', 'OUT', 'write the suite that these rows meet to a file, to be edited'),
    text('dataset', 'NAME', 'hold a file against the suite of this dataset'),
    flag('save', 'keep the suite with the dataset, whose loads it guards from now on'),
    flag('forget', 'take the suite away from the dataset'),
    text('junit', 'FILE', 'write the result as JUnit XML for a CI system'),
    text('quarantine', 'FILE', 'write the rows that break an error-level expectation to a CSV file'),
    flag('strict', 'a failing warning exits with 1 too'),
    flag('split', 'also compare the training and the test part of the default split'),
    text('seed', 'N', 'seed of that split (default 42)'),
    text('against', 'VERSION', 'also compare with another version of the dataset, for drift'),
    text('as-of', 'VERSION', 'check this version or time of the dataset (default: the newest)'),
    ...filePartOptions,
  ],
  notes: [
    'A file is read, checked and forgotten. With a suite, a failing expectation of the severity "error" exits with 1; without one, an error among the findings does.',
  ],
  examples: [
    'validate customers.csv --target Churn',
    'validate customers.csv --target Churn --infer customers.suite.json',
    'validate new.csv --suite customers.suite.json --junit report.xml --quarantine rejected.csv',
    'validate customers --suite customers.suite.json --save',
    'validate customers.csv --json | jq .quality',
  ],
  positionals: [1, 1],
  run: (invocation) =>
    withCheckedRows(invocation, async (rows) => {
      requireStored(invocation, rows);
      const { tasks, target } = rows;
      const table = { table: rows.table };
      const options = { signal: invocation.signal };
      const suite = await suiteFor(invocation, rows);
      const started = performance.now();
      const reports = await withProgress('validate', async (onProgress) => ({
        findings: await tasks.run(
          'validate',
          { table, target, ...(suite === null ? {} : { thresholds: suite.thresholds }) },
          { ...options, onProgress },
        ),
        suite: suite && (await tasks.run('check-suite', { table, suite, reference: null }, options)),
        split: await splitOf(invocation, rows),
        drift: await driftOf(invocation, rows),
      }));
      const checked = withDatasetRows(reports, rows.numbers);
      const seconds = (performance.now() - started) / 1000;
      if (suite !== null && checked.suite !== null) {
        await writeFiles(invocation, rows, suite, { report: checked.suite, seconds });
      }
      const { findings, ...more } = checked;
      const { name, dataVersion, rejectedRows } = rows;
      if (invocation.flag('json'))
        printJson({ dataset: name, dataVersion, rejectedRows, ...findings, ...more });
      else print(name, invocation, checked);
      return exitCode(invocation, checked);
    }),
};

type Checked = Parameters<typeof exitCode>[1] & {
  readonly findings: Parameters<typeof printFindings>[1];
  readonly split: Parameters<typeof printSplit>[0] | null;
  readonly drift: Parameters<typeof printVersionDrift>[1] | null;
};

function print(name: string, invocation: Invocation, { findings, suite, split, drift }: Checked): void {
  printFindings(name, findings);
  if (suite !== null) printSuite(suite);
  if (split !== null) printSplit(split);
  if (drift !== null) printVersionDrift(invocation.string('against')!, drift);
}

function exitCode(
  invocation: Invocation,
  checked: {
    readonly findings: { readonly findings: readonly { readonly severity: string }[] };
    readonly suite: SuiteReport | null;
  },
): ExitCode {
  const failing = invocation.flag('strict') ? ['error', 'warning'] : ['error'];
  const found =
    checked.suite === null
      ? checked.findings.findings.map(({ severity }) => severity)
      : [checked.suite.worst ?? 'none'];
  return found.some((severity) => failing.includes(severity)) ? 1 : 0;
}

/** Of the file that is named, else inferred, else the dataset's own. @throws AppError `usage`, `suite-invalid`. */
async function suiteFor(invocation: Invocation, rows: CheckedRows): Promise<Suite | null> {
  const [path, out] = [invocation.string('suite'), invocation.string('infer')];
  if (path !== undefined && out !== undefined) {
    throw new AppError('usage', { detail: '--suite and --infer exclude each other.' });
  }
  const inferred = out === undefined ? null : await infer(rows, invocation);
  if (out !== undefined && inferred !== null) await writeSuiteFile(out, inferred);
  const suite = path === undefined ? (inferred ?? rows.kept) : await readSuiteFile(path);
  for (const option of ['junit', 'quarantine', 'save'].filter((name) => isGiven(invocation, name))) {
    if (suite !== null) break;
    throw new AppError('usage', { detail: `--${option} needs a suite: give --suite FILE or --infer OUT.` });
  }
  await store(invocation, rows, suite);
  return suite;
}

async function store(invocation: Invocation, { stored }: CheckedRows, suite: Suite | null): Promise<void> {
  if (stored === null) return;
  const { host, dataset } = stored;
  if (invocation.flag('forget')) {
    await host.workspace.suites.delete(dataset);
    note(`The dataset "${dataset}" has no suite any more.`);
  }
  if (invocation.flag('save') && suite !== null) {
    await host.workspace.suites.put(dataset, suite);
    note(`The suite guards the loads of the dataset "${dataset}" from now on.`);
  }
}

const infer = ({ tasks, table, target, dataVersion }: CheckedRows, { signal }: Invocation): Promise<Suite> =>
  tasks.run('infer-suite', { table: { table }, target, dataVersion }, { signal });

const isGiven = (invocation: Invocation, name: string): boolean =>
  invocation.flag(name) || invocation.string(name) !== undefined;

/** @throws AppError `usage` for what is asked of a dataset where there is none. */
function requireStored(invocation: Invocation, { stored, target }: CheckedRows): void {
  for (const option of ['save', 'forget', 'against', 'as-of']) {
    if (stored === null && isGiven(invocation, option)) {
      throw new AppError('usage', { detail: `--${option} is asked of a dataset; this is a file.` });
    }
  }
  if (invocation.flag('split') && target === null) {
    throw new AppError('usage', { detail: '--split needs a target: name it with --target.' });
  }
}

function splitOf(invocation: Invocation, { tasks, table, target }: CheckedRows) {
  if (!invocation.flag('split') || target === null) return null;
  const seed = wholeNumber(invocation, 'seed', { min: 0, max: 2 ** 32 - 1, fallback: 42 });
  return tasks.run('split-report', { table: { table }, target, seed }, { signal: invocation.signal });
}

async function driftOf(invocation: Invocation, { tasks, table, versionNamed }: CheckedRows) {
  const against = invocation.string('against');
  if (against === undefined || versionNamed === null) return null;
  const before = await versionNamed(against);
  return tasks.run('version-drift', { before, after: { table } }, { signal: invocation.signal });
}

async function writeFiles(
  invocation: Invocation,
  { tasks, name, table, numbers }: CheckedRows,
  suite: Suite,
  { report, seconds }: { report: SuiteReport; seconds: number },
): Promise<void> {
  const [junit, out] = [invocation.string('junit'), invocation.string('quarantine')];
  if (junit !== undefined) await writeOut(junit, junitXml(report, { name, at: new Date(), seconds }));
  if (out === undefined) return;
  const input = { table: { table }, suite, before: null, known: [] };
  const made = await tasks.run('quarantine', input, { signal: invocation.signal });
  await writeRejected(out, numbers === null ? made.rejected : withRowNumbers(made, numbers));
}
