import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, createHasher, sha256Hex } from '../../shared/records/canonical.ts';

describe('canonical JSON (RFC 8785)', () => {
  it('writes the example of the RFC byte for byte', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    const values = [...canonicalJson(value).matchAll(/:(\d)/g)].map((match) => Number(match[1]));
    expect(values).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  it('refuses numbers that are not finite, and says where', () => {
    expect(() => canonicalJson({ a: [1, NaN] })).toThrow(
      expect.objectContaining({
        code: 'value-not-finite',
        errors: [expect.objectContaining({ pointer: '/a/1' })],
      }),
    );
  });

  it.each([[1n], [() => 1], [new Map()], [[undefined]], ['\ud800']])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
  });

  it('leaves out members that are undefined and writes -0 as 0', () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
  });

  it('does not depend on the order in which members were set, and parses back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('SHA-256', () => {
  it('gives the figures of FIPS 180-4', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('gives the same digest however the content is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (pieces) => {
        const hasher = createHasher();
        for (const piece of pieces) hasher.update(piece);
        expect(hasher.digestHex()).toBe(sha256Hex(Uint8Array.from(pieces.flatMap((piece) => [...piece]))));
      }),
    );
  });
});
