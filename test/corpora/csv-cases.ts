import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { difference, readAsProposed, readTexts, rowTexts, withException, type Case } from './case.ts';

const BLANKS = 'blanks around an unquoted cell are not part of it; quoted ones keep theirs';
const BLANK_LINES = 'a blank line is no row';

const EXCEPTIONS: Readonly<Record<string, string>> = {
  'all-empty.csv': BLANK_LINES,
  'empty-one-column.csv': BLANK_LINES,
  'leading-space.csv': BLANKS,
  'trailing-space.csv': BLANKS,
  'newlines_crlf.csv': 'the collection stores it with LF, so the CRLF of its JSON is not there to be read',
  'eol-cr.txt.bz2': 'bzip2 is not unpacked; the error names it',
  'eol-cr.txt.xz': 'xz is not unpacked; the error names it',
};

export function csvCases(folder: string): [string, Case[]][] {
  const groups: [string, Case[]][] = [
    [
      'csv-spectrum',
      expectedCases(join(folder, 'csv-spectrum', 'csvs'), join(folder, 'csv-spectrum', 'json')),
    ],
    [
      'csv-test-data',
      expectedCases(join(folder, 'csv-test-data', 'csv'), join(folder, 'csv-test-data', 'json')),
    ],
    ['readr-fixtures', fixtureCases(join(folder, 'readr-fixtures'))],
  ];
  return groups.map(([name, cases]) => [name, cases.map((one) => withException(one, EXCEPTIONS))]);
}

/** Files with their cells as JSON beside them; those without are bad on purpose. */
function expectedCases(csvFolder: string, jsonFolder: string): Case[] {
  return readdirSync(csvFolder).map((name) => {
    const bytes = readFileSync(join(csvFolder, name));
    const jsonPath = join(jsonFolder, name.replace(/\.csv$/, '.json'));
    if (!existsSync(jsonPath)) return { name, check: () => checkBad(bytes, name) };
    const expected = JSON.parse(readFileSync(jsonPath, 'utf8')) as Expected;
    return { name, check: () => checkExpected(bytes, name, expected) };
  });
}

type Expected = string[][] | Record<string, string>[];

async function checkExpected(bytes: Uint8Array, name: string, expected: Expected): Promise<string | null> {
  if (expected.length === 0) return checkCode(bytes, name, ['no-rows']);
  const byName = !Array.isArray(expected[0]);
  const { plan, table } = await readTexts(bytes, name, byName);
  const rows = rowTexts(table);
  if (!byName) return difference(rows, expected);
  const names = plan.columns.map(({ sourceName }) => sourceName);
  return difference(
    rows.map((row) => Object.fromEntries(names.map((key, i) => [key, row[i]]))),
    expected,
  );
}

/** What is wrong must not go unseen: an error, a rejected row, or the cells just as they stand there. */
async function checkBad(bytes: Uint8Array, name: string): Promise<string | null> {
  try {
    const { report, table } = await readTexts(bytes, name);
    const kept = report.rejectedCount > 0 || rowTexts(table).flat().join(',').replaceAll('"', '').length > 0;
    return kept ? null : 'nothing was read and nothing was said';
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'internal') return null;
    throw thrown;
  }
}

async function checkCode(bytes: Uint8Array, name: string, codes: readonly string[]): Promise<string | null> {
  try {
    await readTexts(bytes, name);
    return `was read instead of ${codes.join(', ')}`;
  } catch (thrown) {
    const { code } = AppError.from(thrown);
    return codes.includes(code) ? null : `${code} instead of ${codes.join(', ')}`;
  }
}

function fixtureCases(folder: string): Case[] {
  return readdirSync(folder).map((name) => ({
    name,
    async check() {
      const { report } = await readAsProposed(readFileSync(join(folder, name)), name);
      return report.nRows > 0 && report.rejectedCount === 0
        ? null
        : `${report.rejectedCount} rows were rejected`;
    },
  }));
}
