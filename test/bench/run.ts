// `npm run bench [-- NAME …] [--data FOLDER] [--full] [--only TEXT] [--json FILE]`: measures, beside the peers where they are installed.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, BenchRow } from './bench.ts';
import { boosting } from './boosting.bench.ts';
import { dataVersions } from './data-versions.bench.ts';
import { exploration } from './exploration.bench.ts';
import { hosts } from './hosts.bench.ts';
import { httpPredict } from './http-predict.bench.ts';
import { importPage } from './import-page.bench.ts';
import { importFile } from './import.bench.ts';
import { linear } from './linear.bench.ts';
import { network } from './network.bench.ts';
import { page } from './page.bench.ts';
import { push } from './push.bench.ts';
import { telcoAuc } from './telco-auc.bench.ts';
import { text } from './text.bench.ts';
import { trees } from './trees.bench.ts';

const benches: readonly Bench[] = [
  telcoAuc,
  trees,
  boosting,
  network,
  linear,
  text,
  hosts,
  httpPredict,
  push,
  page,
  importFile,
  importPage,
  dataVersions,
  exploration,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    full: { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `No such bench: ${unknown.join(', ')}. There are: ${benches.map((bench) => bench.name).join(', ')}.`,
  );
  process.exit(2);
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
);
const results: { bench: string; rows: BenchRow[] }[] = [];
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  console.log(`## ${bench.name}: ${bench.about}`);
  if (bench.needsData === true && values.data === undefined) {
    console.log('   left out: give the folder of public data sets with --data FOLDER\n');
    continue;
  }
  const rows = await bench.run({
    data: values.data ?? null,
    full: values.full === true,
    only: values.only ?? null,
  });
  for (const row of rows) console.log(describe(row));
  console.log();
  results.push({ bench: bench.name, rows });
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);

function describe({ measure, value, unit, peer, goal, met }: BenchRow): string {
  const figure = (number: number): string =>
    Number.isInteger(number) ? String(number) : number.toPrecision(4);
  const beside =
    peer === undefined
      ? ''
      : `   ${peer.name}: ${figure(peer.value)} ${unit}   ratio ${(value / peer.value).toFixed(3)}`;
  const verdict = goal === undefined ? '' : `   goal ${goal}: ${met === true ? 'met' : 'NOT met'}`;
  return `   ${measure.padEnd(44)} ${figure(value).padStart(10)} ${unit}${beside}${verdict}`;
}
