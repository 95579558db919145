import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberReader } from '../../shared/table/delimited/number-text.ts';
import { bytesOf } from './delimited.ts';

const reader = createNumberReader();
const read = (text: string): number | null => {
  const bytes = bytesOf(`,${text},`);
  return reader.read(bytes, 1, bytes.length - 1) ? reader.value : null;
};

describe('a number in bytes', () => {
  it('has the very value that Number gives, and says when its text is another', () => {
    const text = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map(String),
      fc.tuple(fc.maxSafeInteger(), fc.nat({ max: 12 })).map(([n, digits]) => (n / 1000).toFixed(digits)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n.toExponential(5)),
      fc.stringMatching(/^[+-]?([1-9]\d{0,17}|0)?\.\d{1,20}(e[+-]?\d{1,2})?$/),
    );
    fc.assert(
      fc.property(text, (sample) => {
        fc.pre(!/^[+-]?\d+$/.test(sample) || Number.isSafeInteger(Number(sample)));
        expect(read(sample)).toBe(Number(sample) + 0);
        expect(reader.canonical).toBe(String(Number(sample) + 0) === sample);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '',
    '-',
    '+',
    '.',
    '-.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1-2',
    '0x10',
    '1_000',
    '1,000',
    '١',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e400',
    '007',
    '-01',
    '00.5',
    '12 3',
    '1f',
    '9007199254740993',
    '99999999999999999999',
  ])('is not %j', (text) => {
    expect(read(text)).toBeNull();
  });

  it.each([
    ['+3', 3],
    ['1.', 1],
    ['.5', 0.5],
    ['-0', 0],
    ['0.10', 0.1],
    ['1E3', 1000],
    ['1e-400', 0],
    [' 7\t', 7],
    ['9007199254740991', 9007199254740991],
    ['12345678901234567890.5', Number('12345678901234567890.5')],
  ])('may be written %j, and remembers that', (text, value) => {
    expect(read(text)).toBe(value);
    expect(reader.canonical).toBe(text === String(value));
  });
});
