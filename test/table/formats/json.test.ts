import { describe, expect, it } from 'vitest';
import { bytesOf, cellsOfColumn, typesOf } from '../delimited.ts';
import { open } from './opening.ts';

const codesOf = (warnings: readonly { code: string }[]): string[] => warnings.map(({ code }) => code);

describe('JSON lines', () => {
  it('take the columns of all rows; a key that a row lacks is missing in it', async () => {
    const { table, report } = await open('{"a":1,"b":"x"}\n\n{"b":null,"c":true}\n{"a":3}\n', 'x.jsonl');
    expect(typesOf(table)).toEqual({ a: 'numeric', b: 'categorical', c: 'boolean' });
    expect(cellsOfColumn(table, 'a')).toEqual([1, null, 3]);
    expect(cellsOfColumn(table, 'b')).toEqual(['x', null, null]);
    expect(report.columns[1]!.missingByMarker).toEqual([{ marker: 'null', count: 2 }]);
  });

  it('keep the last value of a key that stands twice, and say so once', async () => {
    const { table, report } = await open('{"a":1,"a":2}\n{"a":3}\n{"a":4,"b":0,"a":5}', 'x.jsonl');
    expect(cellsOfColumn(table, 'a')).toEqual([2, 3, 5]);
    expect(report.warnings).toEqual([
      {
        code: 'duplicate-keys',
        detail: '2 rows name a key twice, the first on line 1; its last value counts.',
      },
    ]);
  });

  it('keep arrays and objects inside rows as their JSON text', async () => {
    const { table, report } = await open('{"a":{"b": [1, 2]}}\n{"a":"x"}', 'x.jsonl');
    expect(cellsOfColumn(table, 'a')).toEqual(['{"b": [1, 2]}', 'x']);
    expect(codesOf(report.warnings)).toEqual(['nested-values']);
  });

  it('reject a bad line alone, with its number', async () => {
    const { table, report } = await open('{"a":1}\n{"a":\n[2]\n{"a":2}', 'x.jsonl');
    expect(table.nRows).toBe(2);
    expect(report.rejected).toEqual([
      { line: 2, reason: 'not-json', text: '{"a":' },
      { line: 3, reason: 'not-a-row', text: '[2]' },
    ]);
  });

  it('[SEC4] make __proto__ a column like any other', async () => {
    const { table } = await open(
      '{"__proto__":1,"constructor":2}\n{"__proto__":3,"constructor":4}',
      'x.jsonl',
    );
    expect(table.columns.map(({ name }) => name)).toEqual(['__proto___', 'constructor_']);
    expect(cellsOfColumn(table, '__proto___')).toEqual([1, 3]);
  });

  it('keep every digit of a number that no float64 holds', async () => {
    const { table } = await open('{"a":9007199254740993}\n{"a":9007199254740993}', 'x.jsonl');
    expect(cellsOfColumn(table, 'a')).toEqual(['9007199254740993', '9007199254740993']);
  });

  it('read escapes, and half of a surrogate pair as U+FFFD', async () => {
    const { table } = await open('{"\\u0061":"\\"\\n\\ud83d\\ude00"}\n{"a":"\\ud800"}', 'x.jsonl');
    expect(cellsOfColumn(table, 'a')).toEqual(['"\n😀', '\ufffd']);
  });

  it('are read by their key, also when the order changes and a key is new beyond the sample', async () => {
    const many = Array.from({ length: 12_000 }, (_, i) =>
      i % 2 === 0 ? `{"a":${i % 50},"b":"x"}` : `{"b":"y","a":${i % 50}${i > 11_000 ? ',"late":1' : ''}}`,
    );
    const { plan, table, report } = await open(many.join('\n'), 'x.jsonl');
    expect(plan.sampledRows).toBe(10_000);
    expect(cellsOfColumn(table, 'a')).toEqual(many.map((_, i) => i % 50));
    expect(codesOf(report.warnings)).toEqual(['columns-unplanned']);
    expect(report.warnings[0]!.detail).toContain('"late" (line 11002)');
  });
});

describe('a JSON array', () => {
  it.each([1, 2, 7, 4096])('is the same table in pieces of %i bytes', async (pieceBytes) => {
    const text = ' [ {"a": 1, "b": "\\u00e9, ]"},\r\n\t{"a": -2.5e3, "b": "}"} ,{"b":"[","a":null}]\n';
    const { table } = await open(text, 'x.json', {}, { pieceBytes });
    expect(cellsOfColumn(table, 'a')).toEqual([1, -2500, null]);
    expect(cellsOfColumn(table, 'b')).toEqual(['é, ]', '}', '[']);
  });

  it('loses only its bad elements, named by line', async () => {
    const text = '[{"a":1},\n{"a":tru},\n{"a":2} {"a":3},\n{"a":4},]';
    const { table, report } = await open(text, 'x.json');
    expect(cellsOfColumn(table, 'a')).toEqual([1, 2, 4]);
    expect(report.rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'not-json'],
      [3, 'not-json'],
      [4, 'not-json'],
    ]);
  });

  it('that is cut short keeps its whole rows', async () => {
    const { table, report } = await open('[{"a":1},{"a":2},{"a":', 'x.json');
    expect(table.nRows).toBe(2);
    expect(report.rejectedCount).toBe(1);
  });

  it('of one object alone is one row', async () => {
    expect((await open('{"a":1,\n"b":2}', 'x.json')).table.nRows).toBe(1);
  });

  it('is read from UTF-16 with its mark', async () => {
    const text = '\ufeff[{"a":"é"},{"a":"è"}]';
    const bytes = new Uint8Array(new Uint16Array([...text].map((char) => char.charCodeAt(0))).buffer);
    expect(cellsOfColumn((await open(bytes, 'x.json')).table, 'a')).toEqual(['é', 'è']);
  });

  it.each(['[]', '{}', '[[]]', '[{}]'])('%s has no rows', async (text) => {
    await expect(open(text, 'x.json')).rejects.toMatchObject({ code: 'no-rows' });
  });

  it.each([
    '[1,',
    '{"a"',
    'nul',
    '[1e]',
    "['a']",
    '["\t"]',
    '[01]',
    '[.5]',
    '["\\x"]',
    '{a:1}',
    '[\u00a0]',
    '['.repeat(1000),
  ])('%j alone is refused', async (text) => {
    const opened = open(text, 'x.json').then(({ report }) => report.rejectedCount > 0);
    await expect(opened.catch((error: { code: string }) => error.code)).resolves.toSatisfy(
      (outcome) => outcome === true || outcome === 'parse-failed',
    );
  });

  it('with bytes that are not UTF-8 loses that row', async () => {
    const bytes = bytesOf('[{"a":"x"},{"a":"?"}]');
    bytes[bytes.lastIndexOf(0x3f)] = 0xff;
    expect((await open(bytes, 'x.json')).report.rejectedCount).toBe(1);
  });

  it('with one row beyond 16 MiB is refused', async () => {
    const head = bytesOf('[{"a":1},{"a":"');
    const bytes = new Uint8Array(head.length + 36 * 2 ** 20).fill(0x61);
    bytes.set(head);
    await expect(open(bytes, 'x.json')).rejects.toMatchObject({ code: 'parse-failed' });
  });
});
