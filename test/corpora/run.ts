// `npm run corpora -- FOLDER`: public collections of awkward files, each case against what it should come to.
import { csvCases } from './csv-cases.ts';
import { jsonCases } from './json-cases.ts';
import { stringCases } from './string-cases.ts';
import type { Case } from './case.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error(
    'Usage: npm run corpora -- FOLDER (with csv-spectrum, csv-test-data, readr-fixtures, blns, JSONTestSuite)',
  );
  process.exit(2);
}

const groups: readonly (readonly [string, readonly Case[]])[] = [
  ...csvCases(folder),
  ...stringCases(folder),
  ...jsonCases(folder),
];
let failed = 0;
for (const [name, cases] of groups) {
  const excepted: string[] = [];
  const wrong: string[] = [];
  for (const { name: caseName, check, except } of cases) {
    const fault = await check().catch((thrown: unknown) =>
      thrown instanceof Error ? thrown.message : String(thrown),
    );
    if (fault !== null && except !== undefined) excepted.push(`${caseName}: ${except}`);
    else if (fault !== null) wrong.push(`${caseName}: ${fault}`);
    else if (except !== undefined) wrong.push(`${caseName}: passes, but stands in the list of exceptions`);
  }
  failed += wrong.length;
  const passed = cases.length - excepted.length - wrong.length;
  console.log(`${name}: ${passed} passed, ${excepted.length} excepted, ${wrong.length} failed`);
  for (const line of excepted) console.log(`   − ${line}`);
  for (const line of wrong) console.log(`   ✗ ${line}`);
}
process.exitCode = failed === 0 ? 0 : 1;
