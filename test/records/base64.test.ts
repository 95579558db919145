import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../shared/records/base64.ts';
import { toHex } from '../../shared/records/hex.ts';

describe('bytes as text', () => {
  it('writes the same base64 and hex as the platform, and reads it back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromBase64(toBase64(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it.each(['A', 'AA', 'AAA', 'AB==', 'A===', '====', 'AA=A', 'AA-_', 'AAAA\n'])('refuses %j', (text) => {
    expect(() => fromBase64(text)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
  });
});
