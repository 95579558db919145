import { expect, it } from 'vitest';
import { parseSuite } from '../../shared/records/suite.ts';
import { checkSuite } from '../../shared/validation/check-suite.ts';
import { junitXml } from '../../shared/validation/junit.ts';
import { junitProblems } from './junit-schema.ts';
import { tableOf } from './tables.ts';

const table = tableOf({ 'a<b>&"c"': ['text', ['x', '\u0000\ud800<evil>']], n: ['numeric', [1, -1]] });
const suite = parseSuite({
  format: 'treadle-suite',
  v: 1,
  expectations: [
    { check: 'one-of', column: 'a<b>&"c"', values: ['x'] },
    { check: 'range', column: 'n', min: 0, max: null, severity: 'warning' },
    { check: 'unique', column: 'n' },
    { check: 'unique', column: 'n', enabled: false },
  ],
});
const facts = { name: 'a & b.csv', at: new Date('2026-01-02T03:04:05.678Z'), seconds: 0.1234 };
const xml = junitXml(checkSuite(table, suite), facts);

it('counts what its test cases say: an error is a failure, a warning is none', () => {
  expect(xml).toContain('tests="4" failures="1" errors="0" skipped="1" time="0.123"');
  expect(xml.match(/<testcase /g)).toHaveLength(4);
  expect(xml.match(/<failure /g)).toHaveLength(1);
  expect(xml.match(/<skipped\/>/g)).toHaveLength(1);
  expect(xml).toMatch(/<system-out>warning: "n" lies at or above 0\. 1 row of 2/);
});

it('writes times as the schema of JUnit has them: no zone, no fraction', () => {
  expect(xml).toContain('timestamp="2026-01-02T03:04:05"');
});

it('[SEC6] text of the data is text: nothing of it is markup, nothing of it is no XML', () => {
  expect(xml).not.toContain('<evil>');
  expect(xml).toContain('&lt;evil&gt;');
  expect(xml).toContain('a&lt;b&gt;&amp;&quot;c&quot;');
  // eslint-disable-next-line no-control-regex
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff]/);
});

it('names every case differently, so that a history can follow it', () => {
  const names = [...xml.matchAll(/<testcase name="([^"]*)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(4);
});

it('is valid by the common JUnit schema', () => {
  expect(junitProblems(xml)).toEqual([]);
  expect(junitProblems(junitXml(checkSuite(table, { ...suite, expectations: [] }), facts))).toEqual([]);
});

it.each([
  ['an attribute is left out', (text: string) => text.replace(' hostname="localhost"', '')],
  ['a time has a zone', (text: string) => text.replace('03:04:05"', '03:04:05Z"')],
  [
    'a case stands behind the output',
    (text: string) => text.replace('</testsuite>', '<testcase name="a" classname="b" time="0"/></testsuite>'),
  ],
  ['a failure has no type', (text: string) => text.replace(/ type="[\w-]+"/, '')],
  ['an & is loose', (text: string) => text.replace('&amp;', '&')],
  ['an element is not closed', (text: string) => text.replace('</testcase>', '')],
])('would not be when %s', (_, spoil) => {
  expect(junitProblems(spoil(xml))).not.toEqual([]);
});
