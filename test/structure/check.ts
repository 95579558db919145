// `npm run check`: types, lint, format, floors, dead code. Every step runs; one failure fails the whole.
import { spawnSync } from 'node:child_process';
import { violations } from './floors.ts';
import { readSources } from './sources.ts';

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['types of shared/', ['tsc', '-p', 'shared']],
  ['types', ['tsc', '-p', '.']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings']],
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['dead code', ['knip']],
];

let failed = 0;
const verdict = (name: string, ok: boolean): void => {
  console.log(`${ok ? '✓' : '✗'} ${name}`);
  if (!ok) failed++;
};

for (const [name, [command, ...args]] of steps) {
  const { status } = spawnSync(process.execPath, [`node_modules/.bin/${command}`, ...args], {
    stdio: 'inherit',
  });
  verdict(name, status === 0);
}
const found = violations(readSources(process.cwd()));
for (const { file, rule, detail } of found) console.error(`${file}: ${rule}: ${detail}`);
verdict('floors', found.length === 0);
process.exitCode = failed === 0 ? 0 : 1;
