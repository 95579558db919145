import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { Bench, BenchRow } from './bench.ts';

const connections = 16;
const seconds = 10;
const nRows = 5000;
const treadle = 'cli/treadle.mjs';
const features = {
  Age: 41,
  Tenure: 12,
  MonthlyCharges: 70.35,
  TotalCharges: 844.2,
  Contract: 'Month-to-month',
};

interface LoadReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Server and load run in processes of their own; the forest is a real one, and so is the server. */
export const httpPredict: Bench = {
  name: 'http-predict',
  about: `POST /api/predict, forest of 100 trees and depth 10, ${connections} connections, ${seconds} s`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'treadle-bench-'));
    try {
      trainForest(folder);
      return await measure(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function trainForest(folder: string): void {
  const file = join(folder, 'bench.csv');
  writeFileSync(file, customers());
  const params = ['--param', 'n_estimators=100', '--param', 'max_depth=10'];
  const forest = ['--target', 'Churn', '--estimator', 'random-forest', ...params, '--register', 'bench'];
  command(folder, ['train', file, ...forest]);
  command(folder, ['promote', 'bench', '1', '--stage', 'Production']);
}

const inWorkspace = (folder: string): string[] => ['--workspace', join(folder, 'workspace')];

function command(folder: string, words: readonly string[]): void {
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  execFileSync(execPath, [treadle, ...words, ...inWorkspace(folder), '--json'], { stdio: [...stdio] });
}

/** Customers whose churn depends on contract, tenure and charges, with noise; always the same ones. */
function customers(): string {
  let state = 42;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const contracts = ['Month-to-month', 'One year', 'Two year'];
  const lines = ['Age,Tenure,MonthlyCharges,TotalCharges,Contract,Churn'];
  for (let row = 0; row < nRows; row++) {
    const [age, tenure] = [18 + Math.floor(random() * 62), Math.floor(random() * 72)];
    const [charges, contract] = [20 + random() * 100, Math.floor(random() * 3)];
    const churns = random() < 0.5 - contract * 0.2 - tenure * 0.004 + charges * 0.003;
    const money = `${charges.toFixed(2)},${(charges * tenure).toFixed(2)}`;
    lines.push(`${age},${tenure},${money},${contracts[contract]},${churns ? 'Yes' : 'No'}`);
  }
  return `${lines.join('\n')}\n`;
}

async function measure(folder: string): Promise<BenchRow[]> {
  const server = await serve(folder);
  try {
    load(server.port, 2);
    return rowsOf(load(server.port, seconds));
  } finally {
    await server.stop();
  }
}

async function serve(folder: string): Promise<{ port: number; stop(): Promise<void> }> {
  const words = [treadle, 'serve', '--port', '0', ...inWorkspace(folder)];
  const child = spawn(execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/localhost:(\d+)/.exec(said);
      if (found !== null) resolve(Number(found[1]));
    });
    void exited.then((code) => reject(new Error(`The server ended with ${code}: ${said}`)));
  });
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      if (code !== 0) throw new Error(`The server ended with ${code}: ${said}`);
    },
  };
}

function load(port: number, forSeconds: number): LoadReport {
  const words = ['127.0.0.1', port, '/api/predict', forSeconds, connections].map(String);
  const input = JSON.stringify({ modelId: 'bench', features });
  const { stdout, stderr, status } = spawnSync(execPath, ['test/bench/http-load.mjs', ...words], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const report: LoadReport = JSON.parse(stdout);
  const wrong = Object.keys(report.statuses).filter((answer) => answer !== '200');
  if (wrong.length > 0) throw new Error(`Answers other than 200: ${JSON.stringify(report.statuses)}`);
  return report;
}

function rowsOf({ perSecond, p50Ms, p99Ms, maxMs }: LoadReport): BenchRow[] {
  return [
    { measure: 'requests', value: Math.round(perSecond), unit: '/s' },
    { measure: 'latency p50', value: p50Ms, unit: 'ms' },
    { measure: 'latency p99', value: p99Ms, unit: 'ms', goal: '< 100 ms', met: p99Ms < 100 },
    { measure: 'latency max', value: maxMs, unit: 'ms' },
  ];
}
