import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A workspace of the command line, away from the server's. */
export interface CommandLine {
  readonly workspace: string;
  run(...words: string[]): Promise<Ended>;
  /** @throws Error with what it said when it fails. */
  json<T>(...words: string[]): Promise<T>;
  remove(): void;
}

export function openCommandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'treadle-command-'));
  const workspace = join(folder, 'workspace');
  const run = (...words: string[]): Promise<Ended> =>
    ended(spawn(process.execPath, ['dist/node/treadle.js', ...words, '--workspace', workspace]));
  return {
    workspace,
    run,
    async json<T>(...words: string[]) {
      const { status, stdout, stderr } = await run(...words, '--json');
      if (status !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`);
      return JSON.parse(stdout) as T;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Not awaited in one go: a proxy in this process must be able to answer meanwhile. */
function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdin.end();
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
