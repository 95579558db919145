import { closeSync, openSync, writeSync } from 'node:fs';

/** Rows and columns of the measured file. */
export const N_ROWS = 1_000_000;
export const N_COLUMNS = 20;

const cities = ['Berlin', 'Paris', 'Lisboa', 'Wien', 'Kraków', 'Oslo', 'Roma', 'Bern'];
const plans = ['basic', 'plus', 'pro'];
const header = [
  'customer_id',
  ...Array.from({ length: 9 }, (_, i) => `amount_${i + 1}`),
  ...Array.from({ length: 4 }, (_, i) => `count_${i + 1}`),
  'city',
  'plan',
  'signed_up',
  'active',
  'comment',
  'churn',
];

/** Writes the file: about 120 MB of keys, numbers, categories, dates, texts and missing cells; always the same. */
export function writeImportFile(path: string, nRows = N_ROWS): void {
  const file = openSync(path, 'w');
  let state = 42;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const whole = (below: number): number => Math.floor(random() * below);
  let lines = [`${header.join(',')}\n`];
  for (let row = 0; row < nRows; row += 1) {
    lines.push(`${rowText(row, random, whole)}\n`);
    if (lines.length < 10_000) continue;
    writeSync(file, lines.join(''));
    lines = [];
  }
  writeSync(file, lines.join(''));
  closeSync(file);
}

function rowText(row: number, random: () => number, whole: (below: number) => number): string {
  const cells: (string | number)[] = [`C${1_000_000 + row}`];
  for (let i = 0; i < 9; i += 1) cells.push(random() < 0.02 ? '' : (random() * 1000).toFixed(1));
  for (let i = 0; i < 4; i += 1) cells.push(whole(10_000));
  cells.push(cities[whole(8)]!, plans[whole(3)]!);
  cells.push(
    `20${10 + whole(15)}-${String(1 + whole(12)).padStart(2, '0')}-${String(1 + whole(28)).padStart(2, '0')}`,
  );
  cells.push(random() < 0.5 ? 'true' : 'false');
  cells.push(random() < 0.3 ? `"line ${whole(10_000)}, busy"` : `ticket ${whole(100_000)}`);
  cells.push(random() < 0.27 ? 'Yes' : 'No');
  return cells.join(',');
}
