import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { explainJson } from '../../sync-server/http/json-fault.ts';
import { parseStrictJson } from '../../sync-server/http/strict-json.ts';

const parse = (text: string): unknown => parseStrictJson(Buffer.from(text));

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

function refusal(text: string | Buffer): AppError {
  try {
    parseStrictJson(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error(`accepted: ${String(text)}`);
}

describe('parseStrictJson', () => {
  it('reads every value that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"(?:__proto__|constructor|prototype)":/.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts only what JSON.parse accepts, and explains what it refuses', () => {
    const damaged = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('"', '\\', '{', '}', ',', ':', '0', ' ', 'N', '\n'),
      )
      .map(
        ([text, at, symbol]) =>
          text.slice(0, at % (text.length + 1)) + symbol + text.slice(at % (text.length + 1)),
      );
    fc.assert(
      fc.property(damaged, (text) => {
        let plain: unknown;
        try {
          plain = JSON.parse(text);
        } catch {
          expect(explainJson(text).detail).not.toBe('The body is not valid JSON.');
          return;
        }
        try {
          expect(parse(text)).toEqual(plain);
        } catch (thrown) {
          expect(AppError.from(thrown).code).toMatch(/^(malformed-json|key-forbidden)$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('[SEC4] refuses a duplicate key, also one that is escaped differently, and points at it', () => {
    expect(refusal('{"a":1,"b":{"x":1,"\\u0078":2}}')).toMatchObject({
      code: 'malformed-json',
      status: 400,
      errors: [{ pointer: '/b/x' }],
    });
    expect(refusal('[{"a":1},{"a":1,"a":1}]').errors[0]?.pointer).toBe('/1/a');
  });

  it('[SEC4] counts colons in strings as text, not as keys', () => {
    expect(parse('{"a:b":"c:\\":d"}')).toEqual({ 'a:b': 'c:":d' });
  });

  it('[SEC4] reads 64 levels and refuses the 65th', () => {
    expect(parse(nested(64))).toBeInstanceOf(Array);
    expect(refusal(nested(65))).toMatchObject({ code: 'malformed-json' });
    expect(refusal('['.repeat(1_000_000)).detail).toContain('64');
  });

  it('[SEC4] refuses invalid UTF-8', () => {
    expect(refusal(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ code: 'malformed-json', status: 400 });
    expect(refusal(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toMatchObject({ code: 'malformed-json' });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('[SEC4] refuses %s as a key, however deep', (key) => {
    expect(refusal(`{"features":[{"${key}":1}]}`)).toMatchObject({
      code: 'key-forbidden',
      status: 422,
      errors: [{ pointer: `/features/0/${key}` }],
    });
  });

  it.each(['NaN', 'Infinity', '-Infinity'])('[PRED2] answers a bare %s with 422 and its pointer', (token) => {
    expect(refusal(`{"features":{"a/b":1,"m~n":[${token}]}}`)).toMatchObject({
      code: 'value-not-finite',
      status: 422,
      errors: [{ pointer: '/features/m~0n/0' }],
    });
  });

  it.each([
    ['', /a value, found the end/],
    ['{"a":1,}', /a key in double quotes, found "}", at line 1, column 8/],
    ['{"a" 1}', /a colon/],
    ['[1 2]', /a comma or \]/],
    ['[1]x', /the end of the body/],
    ['"\u0001"', /control character/],
    ['"\\x"', /bad escape/],
    ['"abc', /not closed/],
    ['01', /the end of the body/],
    ["{'a':1}", /double quotes/],
    ['{"a":1}\n\n  tru', /line 3, column 3/],
  ])('says what is wrong with %j', (text, words) => {
    const error = refusal(text);
    expect(error.code).toBe('malformed-json');
    expect(error.detail).toMatch(words);
  });
});
