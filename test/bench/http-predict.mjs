// POST /api/predict under load: requests a second and latency at 16 connections, against the real server
// with a real forest (100 trees, depth 10), the load in a process of its own.
// Usage: node test/bench/http-predict.mjs [--seconds 10] [--connections 16] [--estimator random-forest]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, stdout, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '16' },
    estimator: { type: 'string', default: 'random-forest' },
    rows: { type: 'string', default: '5000' },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const treadle = join(root, 'cli/treadle.mjs');
const folder = mkdtempSync(join(tmpdir(), 'treadle-bench-'));
const workspace = ['--workspace', join(folder, 'workspace')];

try {
  trainForest();
  const server = await serve();
  try {
    load(server.port, 2);
    report(load(server.port, Number(values.seconds)));
  } finally {
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function trainForest() {
  const file = join(folder, 'bench.csv');
  writeFileSync(file, csv(Number(values.rows)));
  const params =
    values.estimator === 'random-forest' ? ['--param', 'n_estimators=100', '--param', 'max_depth=10'] : [];
  treadleJson(
    'train',
    file,
    '--target',
    'Churn',
    '--estimator',
    values.estimator,
    ...params,
    '--register',
    'bench',
  );
  treadleJson('promote', 'bench', '1', '--stage', 'Production');
}

function treadleJson(...words) {
  return execFileSync(execPath, [treadle, ...words, ...workspace, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Customers whose churn depends on contract, tenure and charges, with noise; always the same ones. */
function csv(nRows) {
  let state = 42;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const contracts = ['Month-to-month', 'One year', 'Two year'];
  const lines = ['Age,Tenure,MonthlyCharges,TotalCharges,Contract,Churn'];
  for (let row = 0; row < nRows; row++) {
    const [tenure, charges, contract] = [
      Math.floor(random() * 72),
      20 + random() * 100,
      Math.floor(random() * 3),
    ];
    const churns = random() < 0.5 - contract * 0.2 - tenure * 0.004 + charges * 0.003;
    lines.push(
      `${18 + Math.floor(random() * 62)},${tenure},${charges.toFixed(2)},${(charges * tenure).toFixed(2)},${contracts[contract]},${churns ? 'Yes' : 'No'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function serve() {
  const child = spawn(execPath, [treadle, 'serve', '--port', '0', ...workspace], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const port = await new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += chunk;
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

function load(port, seconds) {
  const body = JSON.stringify({
    modelId: 'bench',
    features: { Age: 41, Tenure: 12, MonthlyCharges: 70.35, TotalCharges: 844.2, Contract: 'Month-to-month' },
  });
  const generator = join(root, 'test/bench/http-load.mjs');
  const words = [generator, '127.0.0.1', port, '/api/predict', seconds, values.connections].map(String);
  const { stdout: line, stderr, status } = spawnSync(execPath, words, { input: body, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(line);
}

function report(result) {
  const wrong = Object.keys(result.statuses).filter((status) => status !== '200');
  if (wrong.length > 0) throw new Error(`Answers other than 200: ${JSON.stringify(result.statuses)}`);
  const machine = `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${version}`;
  stdout.write(
    [
      `POST /api/predict, ${values.estimator}, ${values.connections} connections, ${values.seconds} s, ${machine}`,
      `  ${Math.round(result.perSecond)} requests/s, p50 ${result.p50Ms.toFixed(2)} ms, p99 ${result.p99Ms.toFixed(2)} ms, max ${result.maxMs.toFixed(1)} ms`,
      '',
    ].join('\n'),
  );
  stdout.write(`${JSON.stringify({ benchmark: 'http-predict', ...result })}\n`);
}
