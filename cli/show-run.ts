import type { ClassificationEvaluation, Evaluation } from '../shared/evaluation/evaluation.ts';
import type { RunRecord } from '../shared/records/run.ts';
import type { Host } from '../workers/lifecycle/host.ts';
import { formatTable, print, printJson } from './output.ts';
import { runSummary, summaryText } from './run-summary.ts';

type Registered = Parameters<typeof summaryText>[1];

/** What a training came to, as JSON or as text; with what calibration changed. */
export async function showRun(host: Host, run: RunRecord, version: Registered, json: boolean): Promise<void> {
  if (json) return printJson(runSummary(run, version));
  print(summaryText(run, version));
  const calibration = await calibrationText(host, run);
  if (calibration !== null) print(`\n${calibration}`);
}

async function calibrationText({ workspace }: Host, run: RunRecord): Promise<string | null> {
  const { calibrate } = run.recipe;
  const report = run.artifacts.find(({ path }) => path === 'evaluation.json');
  if (calibrate === undefined || report === undefined) return null;
  const bytes = await workspace.blobs.get(report.digest);
  if (bytes === null) return null;
  const { test } = JSON.parse(new TextDecoder().decode(bytes)) as { test: Evaluation };
  if (test.task !== 'classification' || test.uncalibrated === undefined) return null;
  return formatTable([`calibrated (${calibrate.method})`, 'before', 'after'], rows(test, test.uncalibrated));
}

type Uncalibrated = NonNullable<ClassificationEvaluation['uncalibrated']>;

function rows(after: ClassificationEvaluation, before: Uncalibrated): (string | number)[][] {
  const digits = (value: number | undefined): number | string =>
    value === undefined ? '' : Number(value.toFixed(4));
  return [
    ['log_loss', digits(before.logLoss), digits(after.logLoss)],
    ['brier', digits(before.brier), digits(after.brier)],
    ['ece', digits(before.ece), digits(after.ece)],
  ];
}
