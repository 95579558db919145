// `npm test`: every suite, then one line with the sum of what the runners themselves reported.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, HOW_TO_GET_CHROMIUM } from './chromium.ts';

interface Count {
  passed: number;
  failed: number;
}

const reports = join('test-results', 'reports');

function main(): number {
  if (findChromium() === null) {
    console.error(HOW_TO_GET_CHROMIUM);
    return 1;
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const built = run('cli/build.mjs', []);
  if (!built) return 1;
  const counts = [runVitest(), runPlaywright()];
  const sum = counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}

function run(script: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

function runVitest(): Count {
  const report = join(reports, 'vitest.json');
  const ok = run('node_modules/vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const { numPassedTests, numFailedTests } = readReport<{ numPassedTests: number; numFailedTests: number }>(
    report,
  ) ?? {
    numPassedTests: 0,
    numFailedTests: 0,
  };
  return settled({ passed: numPassedTests, failed: numFailedTests }, ok);
}

function runPlaywright(): Count {
  const report = join(reports, 'playwright.json');
  const ok = run('node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  const { expected, flaky, unexpected } = readReport<{
    stats: Record<'expected' | 'flaky' | 'unexpected', number>;
  }>(report)?.stats ?? {
    expected: 0,
    flaky: 0,
    unexpected: 0,
  };
  return settled({ passed: expected + flaky, failed: unexpected }, ok);
}

/** A runner that fails without a failed test (no test found, a crash, an unhandled error) counts as one failure. */
function settled(count: Count, ok: boolean): Count {
  return ok || count.failed > 0 ? count : { ...count, failed: 1 };
}

function readReport<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    console.error(`The report ${path} is missing or broken: ${String(error)}`);
    return null;
  }
}

process.exitCode = main();
