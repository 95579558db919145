import { describe, expect, it } from 'vitest';
import { violations } from './floors.ts';
import { readSources } from './sources.ts';

const rulesOf = (files: Record<string, string>): string[] =>
  violations(new Map(Object.entries(files))).map((violation) => violation.rule);

describe('the floors', () => {
  it('hold in the whole project', () => {
    const sources = readSources(process.cwd());
    expect(sources.size).toBeGreaterThan(100);
    expect(violations(sources)).toEqual([]);
  });

  it('catch an import that runs up', () => {
    expect(rulesOf({ 'shared/table/a.ts': "import { b } from '../pipelines/b.ts';" })).toEqual(['floor']);
    expect(rulesOf({ 'workers/a.ts': "export { b } from '../web/b.ts';" })).toEqual(['floor']);
    expect(rulesOf({ 'shared/numeric/a.ts': "const b = await import('../estimators/b.ts');" })).toEqual([
      'floor',
    ]);
  });

  it('catch a neighbour, but let packaging and the server stores be used', () => {
    expect(rulesOf({ 'shared/evaluation/a.ts': "import { b } from '../preparation/b.ts';" })).toEqual([
      'neighbour',
    ]);
    expect(rulesOf({ 'web/a.ts': "import { b } from '../sync-server/b.ts';" })).toEqual(['neighbour']);
    expect(rulesOf({ 'shared/monitoring/a.ts': "import { b } from '../packaging/b.ts';" })).toEqual([]);
    expect(rulesOf({ 'cli/a.ts': "import { b } from '../sync-server/store/b.ts';" })).toEqual([]);
  });

  it('catch a circle, also one of types', () => {
    expect(
      rulesOf({
        'shared/table/a.ts': "import { b } from './b.ts';",
        'shared/table/b.ts': "import type { A } from './a.ts';",
      }),
    ).toEqual(['circle']);
  });

  it.each(['Math.random()', 'Date.now()', 'new Date()', 'performance.now()', 'console.log(1)'])(
    'catch %s in shared, but not in a comment',
    (code) => {
      expect(rulesOf({ 'shared/table/a.ts': `export const a = ${code};` })).toEqual(['shared-is-pure']);
      expect(rulesOf({ 'shared/table/a.ts': `// ${code}\nexport const a = 1;` })).toEqual([]);
      expect(rulesOf({ 'workers/a.ts': `export const a = ${code};` })).toEqual([]);
    },
  );

  it('catch a node import in shared and a room on no floor', () => {
    expect(rulesOf({ 'shared/table/a.ts': "import { readFileSync } from 'node:fs';" })).toEqual([
      'shared-is-pure',
    ]);
    expect(rulesOf({ 'shared/utils/a.ts': "import { b } from '../table/b.ts';" })).toEqual(['unknown-room']);
  });
});
