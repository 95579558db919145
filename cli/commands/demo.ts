import { writeFile } from 'node:fs/promises';
import { runFullLifecycle, type LifecycleSummary } from '../../workers/lifecycle/full-lifecycle.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, Invocation } from '../command.ts';
import { withHost, workspaceFolder } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, note, print, printJson } from '../output.ts';
import { runSummary } from './train.ts';
import { runTable } from './runs.ts';

export const demoCommand: Command = {
  name: 'demo',
  summary: 'Run the full lifecycle on the built-in churn sample and write demo_results.json',
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
  run: (invocation) => withHost(invocation, (host) => demo(host, invocation)),
};

async function demo(host: Host, invocation: Invocation): Promise<0> {
  const asJson = invocation.flag('json');
  const rows = wholeNumber(invocation, 'rows', { min: 20, max: 10_000_000, fallback: 100 });
  const seed = wholeNumber(invocation, 'seed', { min: 0, max: 2 ** 32 - 1, fallback: 42 });
  const out = invocation.string('out') ?? 'demo_results.json';
  let finished = 0;
  const summary = await runFullLifecycle(host, {
    rows,
    seed,
    signal: invocation.signal,
    onStep: (step) => {
      if (step.status === 'running') return;
      finished += 1;
      note(
        `[${finished}/8] ${step.status === 'done' ? '✓' : '✗'} ${step.name.padEnd(22)} ${String(Math.round(step.ms)).padStart(6)} ms  ${step.detail}`,
      );
    },
  });
  const results = demoResults(summary);
  await writeFile(out, `${JSON.stringify(results, null, 2)}\n`);
  if (asJson) printJson(results);
  else printDemo(summary, out, workspaceFolder(invocation));
  return 0;
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
