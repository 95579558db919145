import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNumberReader } from '../../shared/table/delimited/number-text.ts';
import { cell } from '../../shared/table/cells.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import type { DecimalMark } from '../../shared/table/import-plan.ts';
import { planFile, readFile } from '../../shared/table/formats/open-file.ts';
import { fileSource } from '../../workers/tasks/file-chunks.ts';

const encoder = new TextEncoder();

async function read(text: string, decimal?: DecimalMark) {
  const source = fileSource(encoder.encode(text));
  const plan = await planFile(source, 'a.csv', decimal === undefined ? {} : { decimal });
  return { plan, ...(await readFile(source, plan)) };
}

const german = 'Stadt;Preis;Menge\nBerlin;1,5;3\nUlm;-0,25;4\nBonn;1200,75;NA\n';

describe('a decimal comma', () => {
  test('is found where commas cut no cells, said, and read as numbers', async () => {
    const { plan, table } = await read(german);
    expect(plan.dialect).toMatchObject({ delimiter: ';', decimal: ',' });
    expect(plan.warnings.map(({ code }) => code)).toContain('decimal-comma');
    const [, price, amount] = table.columns;
    expect([price!.type, amount!.type]).toEqual(['numeric', 'numeric']);
    expect([0, 1, 2].map((row) => cell(price!, row))).toEqual([1.5, -0.25, 1200.75]);
    expect(cell(amount!, 2)).toBeNull();
  });

  test('gives the data version of the same numbers with points', async () => {
    const english = german.replaceAll(',', '.');
    expect(dataVersion((await read(german)).table)).toBe(dataVersion((await read(english)).table));
  });

  test('can be denied and can be demanded', async () => {
    expect((await read(german, '.')).table.columns[1]!.type).not.toBe('numeric');
    const quoted = 'a,b\n"1,5",x\n"2,5",y\n';
    expect((await read(quoted)).table.columns[0]!.type).not.toBe('numeric');
    expect(cell((await read(quoted, ',')).table.columns[0]!, 1)).toBe(2.5);
  });

  test.each([
    ['points beside', 'a;b\n1.5;x\n2.5;y\n'],
    ['commas that may part thousands', 'a;b\n1,000;x\n12,500;y\n'],
    ['lists in text', 'a;b\n1,2 and 3;x\n4,5 and 6;y\n'],
    ['no more columns of numbers than points give', 'a;b\n1,5;0.5\n2,5;1.5\n'],
  ])('is not taken for one: %s', async (_, text) => {
    const { plan } = await read(text);
    expect(plan.dialect?.decimal).toBeUndefined();
  });

  test('a cell that fits no longer keeps the spelling of all cells', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},50;k\n`).join('');
    const text = `a;b\n${rows}later;k\n`;
    const { table } = await read(text);
    expect(cell(table.columns[0]!, 3)).toBe('3,50');
  });

  test('every number reads as with a point', () => {
    const [point, comma] = [createNumberReader('.'), createNumberReader(',')];
    fc.assert(
      fc.property(
        fc.oneof(fc.double(), fc.float(), fc.stringMatching(/^[-+]?\d{0,18}\.?\d{0,18}(e-?\d{1,3})?$/)),
        (value) => {
          const text = String(value);
          const [a, b] = [encoder.encode(text), encoder.encode(text.replace('.', ','))];
          const isNumber = point.read(a, 0, a.length);
          expect(comma.read(b, 0, b.length)).toBe(isNumber);
          if (isNumber) expect(comma.value).toBe(point.value);
        },
      ),
    );
  });
});
