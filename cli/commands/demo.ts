import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors/app-error.ts';
import {
  LIFECYCLE_STEPS,
  runFullLifecycle,
  type LifecycleStep,
  type LifecycleSummary,
} from '../../workers/lifecycle/full-lifecycle.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, Invocation } from '../command.ts';
import { withHost, workspaceFolder } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, print, printJson, withProgress } from '../output.ts';
import { runSummary } from '../run-summary.ts';
import { runTable } from './runs.ts';

export const demoCommand: Command = {
  usage: 'demo [--out FILE] [options]',
  options: [
    {
      name: 'out',
      type: 'string',
      value: 'FILE',
      help: 'where to write the results (default demo_results.json)',
    },
    { name: 'rows', type: 'string', value: 'N', help: 'rows of the sample (default 100)' },
    { name: 'seed', type: 'string', value: 'N', help: 'seed of sample, split and training (default 42)' },
  ],
  examples: ['demo', 'demo --rows 5000 --out results.json', 'demo --json'],
  positionals: [0, 0],
  async run(invocation) {
    const rows = wholeNumber(invocation, 'rows', { min: 20, max: 10_000_000, fallback: 100 });
    const seed = wholeNumber(invocation, 'seed', { min: 0, max: 2 ** 32 - 1, fallback: 42 });
    const out = invocation.string('out') ?? 'demo_results.json';
    await requireWritable(out);
    return withHost(invocation, (host) => demo(host, invocation, { rows, seed, out }));
  },
};

async function demo(
  host: Host,
  invocation: Invocation,
  { rows, seed, out }: { rows: number; seed: number; out: string },
): Promise<0> {
  const asJson = invocation.flag('json');
  let finished = 0;
  const summary = await withProgress('demo', (onProgress) =>
    runFullLifecycle(host, {
      rows,
      seed,
      signal: invocation.signal,
      onStep: (step) => {
        if (step.status !== 'running') finished += 1;
        if (step.status === 'running') onProgress({ stage: step.name, done: finished, total: STEPS });
        else if (!asJson) printStep(finished, step);
      },
    }),
  );
  const results = demoResults(summary);
  await writeWhole(out, `${JSON.stringify(results, null, 2)}\n`);
  if (asJson) printJson(results);
  else printDemo(summary, out, workspaceFolder(invocation));
  return 0;
}

const STEPS = LIFECYCLE_STEPS.length;

function printStep(at: number, { name, status, ms, detail }: LifecycleStep): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
  const mark = status === 'done' ? '✓' : '✗';
  print(`[${at}/${STEPS}] ${mark} ${name.padEnd(22)} ${String(Math.round(ms)).padStart(6)} ms  ${detail}`);
}

const draftOf = (path: string): string => `${path}.${process.pid}.tmp`;

/** Found out before the work, not after. @throws AppError `file-unwritable`. */
async function requireWritable(path: string): Promise<void> {
  try {
    if ((await stat(path).catch(() => null))?.isDirectory() === true) throw new Error('it is a folder');
    await writeFile(draftOf(path), '');
    await rm(draftOf(path));
  } catch (thrown) {
    throw new AppError('file-unwritable', {
      detail: `"${path}" cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      cause: thrown,
    });
  }
}

/** Readers see the old file or the new one, never a part. */
async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await writeFile(draftOf(path), text, { flush: true });
    await rename(draftOf(path), path);
  } finally {
    await rm(draftOf(path), { force: true });
  }
}

function demoResults(summary: LifecycleSummary) {
  return {
    dataset: summary.dataset,
    dataVersion: summary.dataVersion,
    quality: summary.quality,
    runs: summary.runs.map((run) => ({ estimator: run.recipe.estimator.name, ...runSummary(run, null) })),
    best: { runId: summary.best.runId, estimator: summary.best.recipe.estimator.name },
    registered: {
      model: summary.version.model,
      version: summary.version.version,
      semver: summary.version.semver,
      stage: summary.version.stage,
      digest: summary.version.digest,
    },
    predictions: summary.predictions,
    totalMs: summary.totalMs,
  };
}

function printDemo(summary: LifecycleSummary, out: string, folder: string): void {
  print();
  print(runTable(summary.runs, summary.best));
  print();
  print(
    formatTable(
      ['sample', 'prediction', 'confidence'],
      summary.predictions.map(({ prediction, confidence }, at) => [
        at + 1,
        String(prediction),
        confidence === null ? '' : Number(confidence.toFixed(4)),
      ]),
    ),
  );
  print();
  print(`${summary.version.model} v${summary.version.version} is in Production. Results: ${out}`);
  print(`Workspace: ${folder} — \`npm start\` shows it on the dashboard.`);
}
