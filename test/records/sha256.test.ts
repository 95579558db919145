import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../shared/records/hex.ts';
import { createSha256 } from '../../shared/records/sha256.ts';
import { createBlockCompressor } from '../../shared/records/sha256-wasm.ts';
import { useNativeSha256 } from '../../workers/node/native-sha256.ts';

const digestOf = (...pieces: Uint8Array[]): string => {
  const hasher = createSha256();
  for (const piece of pieces) hasher.update(piece);
  return toHex(hasher.digest());
};
const filled = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 8)) & 255);

describe('SHA-256', () => {
  it('runs as WebAssembly here, so that this tests what is used', () => {
    expect(createBlockCompressor().blocks.length).toBeGreaterThan(0);
  });

  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j is that of FIPS 180-4', (text, expected) => {
    expect(digestOf(new TextEncoder().encode(text))).toBe(expected);
  });

  it('of every length around a block and around the memory is that of another implementation', () => {
    const lengths = [
      ...Array.from({ length: 200 }, (_, i) => i),
      65_407,
      65_471,
      65_472,
      65_473,
      130_944,
      131_072,
      200_001,
    ];
    for (const length of lengths)
      expect(digestOf(filled(length)), `${length}`).toBe(toHex(sha256(filled(length))));
  });

  it('does not depend on how the content was cut, nor on other hashers at work', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 }), (pieces) => {
        const [one, other] = [createSha256(), createSha256()];
        for (const piece of pieces) {
          one.update(piece);
          other.update(piece.toReversed());
        }
        const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        expect(toHex(one.digest())).toBe(toHex(sha256(whole)));
      }),
    );
  });

  it('of a million letters a is that of FIPS 180-4', () => {
    const million = new Uint8Array(1_000_000).fill(97);
    expect(digestOf(million)).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  });

  it("the host's own gives the same digests", () => {
    const expected = digestOf(filled(1000));
    useNativeSha256();
    expect(digestOf(filled(400), filled(1000).subarray(400))).toBe(expected);
  });
});
