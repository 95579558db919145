import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRng } from '../../shared/random/rng.ts';
import { sampleNamed } from '../../shared/samples/samples.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Builds the command when its sources are newer; what follows starts the build itself, as an installed one does.
const built = spawnSync(process.execPath, [join(root, 'cli/treadle.mjs'), '--version'], { encoding: 'utf8' });
if (built.status !== 0) throw new Error(`The command cannot be built:\n${built.stderr}`);
const script = join(root, 'dist/node/treadle.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stdout: () => string;
  readonly ended: Promise<Ended>;
}

/** A folder with commands that run in it, on the workspace `ws` there unless they name another. */
export interface Bench {
  readonly folder: string;
  readonly workspace: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  start(...words: string[]): Running;
  run(...words: string[]): Promise<Ended>;
  /** Runs with `--json`, and reads what it printed. */
  json<T = Record<string, unknown>>(...words: string[]): Promise<T & { code: number | null }>;
  remove(): void;
}

export function openBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'treadle-cli-'));
  const workspace = join(folder, 'ws');
  const path = (name: string): string => join(folder, name);
  const start = (...words: string[]): Running => {
    const place = words.includes('--workspace') ? [] : ['--workspace', workspace];
    return watch(spawn(process.execPath, [script, ...words, ...place], { cwd: folder }));
  };
  const run = (...words: string[]): Promise<Ended> => {
    const running = start(...words);
    running.child.stdin.end();
    return running.ended;
  };
  return {
    folder,
    workspace,
    path,
    start,
    run,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    async json<T>(...words: string[]) {
      const { code, stdout, stderr } = await run(...words, '--json');
      if (stdout === '') throw new Error(`No output (exit code ${code}): ${stderr}`);
      return { ...(JSON.parse(stdout) as T), code };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function watch(child: ChildProcessWithoutNullStreams): Running {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A command that ends early does not read its input to the end.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code: signal === null ? code : null, stdout, stderr })),
  );
  return { child, stdout: () => stdout, ended };
}

/** The churn sample as a CSV file. */
export function churnCsv(rows: number, seed = 7): string {
  return writeCsv(sampleNamed('churn').generate(createRng(seed), rows), { exact: true });
}

export function opinionsCsv(rows: number, seed = 7): string {
  return writeCsv(sampleNamed('opinions').generate(createRng(seed), rows), { exact: true });
}

export const CUSTOMER = {
  Age: 41,
  Tenure: 3,
  MonthlyCharges: 70.5,
  TotalCharges: 211.5,
  Contract: 'Month-to-month',
  PaymentMethod: 'Electronic check',
};

export interface Failure {
  readonly error: { code: string; detail: string; remedy: string };
}
