import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchRow } from './bench.ts';
import { N_COLUMNS, N_ROWS, writeImportFile } from './import-file.ts';
import type { ImportMeasure } from './import-run.ts';

const REPEATS = 3;

export const importFile: Bench = {
  name: 'import',
  about: `CSV of ${N_ROWS} rows × ${N_COLUMNS} columns: parsed to typed columns, digested and stored; medians of ${REPEATS}`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'treadle-import-'));
    try {
      const file = join(folder, 'measured.csv');
      writeImportFile(file);
      return inNode(folder, file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function inNode(folder: string, file: string): BenchRow[] {
  const ours: ImportMeasure[] = [];
  const peers: ImportMeasure[] = [];
  for (let turn = 0; turn < REPEATS; turn += 1) {
    ours.push(measure('ours', file, join(folder, `workspace-${turn}`)));
    peers.push(measure('peer', file, folder));
  }
  const [first] = ours;
  for (const { nRows } of [...ours, ...peers]) {
    if (nRows !== N_ROWS) throw new Error(`${nRows} rows were read instead of ${N_ROWS}.`);
  }
  const reopened = measure('reopen', file, join(folder, 'workspace-0'));
  const [ms, peerMs] = [median(ours.map((one) => one.ms)), median(peers.map((one) => one.ms))];
  const peak = median(ours.map((one) => one.peakBytes));
  const mostBytes = 3 * reopened.columnarBytes! + 200 * 2 ** 20;
  return [
    { measure: 'size of the file', value: mebibytes(statSync(file).size), unit: 'MiB' },
    {
      measure: 'import in Node: read, types, digest, store',
      value: Math.round(ms),
      unit: 'ms',
      peer: { name: 'papaparse alone, to strings', value: Math.round(peerMs) },
      goal: 'ratio ≤ 2',
      met: ms <= 2 * peerMs,
    },
    {
      measure: 'peak memory of the process',
      value: mebibytes(peak),
      unit: 'MiB',
      peer: { name: 'papaparse alone', value: mebibytes(median(peers.map((one) => one.peakBytes))) },
      goal: `< ${mebibytes(mostBytes)} MiB (3 × columnar + 200 MiB)`,
      met: peak < mostBytes && first !== undefined,
    },
    {
      measure: 'reopening the data version',
      value: Math.round(reopened.ms),
      unit: 'ms',
      goal: '< 2000 ms',
      met: reopened.ms < 2000,
    },
  ];
}

function measure(mode: string, file: string, folder: string): ImportMeasure {
  const words = ['--import', 'tsx', 'test/bench/import-run.ts', mode, file, folder];
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return JSON.parse(
    execFileSync(process.execPath, words, { encoding: 'utf8', stdio: [...stdio] }),
  ) as ImportMeasure;
}

const mebibytes = (sizeBytes: number): number => Math.round(sizeBytes / 2 ** 20);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
