import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { decodePackage, encodePackage } from '../../shared/packaging/package-file.ts';
import { decodeShared, encodeShared, MAX_LINK_BYTES } from '../../shared/packaging/share-link.ts';
import { sampleManifest } from './sample-package.ts';

const bytes = encodePackage(sampleManifest(), [
  { name: 'weights', shape: [3], data: Float64Array.of(0.1, -2, 3) },
]);
const { digest } = decodePackage(bytes);
const origin = { digest, model: 'Abwanderung ☂', version: 3, semver: '1.2.0', description: 'June' };

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
  return 'none';
};
const link = (content: Uint8Array): string =>
  `m1.${Buffer.from(deflateSync(content, { level: 9 })).toString('base64url')}`;

describe('a link that contains a model', () => {
  it('gives back the very bytes and where they come from', () => {
    const text = encodeShared(bytes, origin);
    expect(text).toMatch(/^m1\.[\w-]+$/);
    const read = decodeShared(text);
    expect(read.origin).toEqual(origin);
    expect(Buffer.from(read.bytes).equals(Buffer.from(bytes))).toBe(true);
    expect(decodePackage(read.bytes, { expectedDigest: origin.digest }).digest).toBe(digest);
  });

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (any) => {
        expect(Buffer.from(decodeShared(encodeShared(any, origin)).bytes).equals(Buffer.from(any))).toBe(
          true,
        );
      }),
    );
  });

  it('says how large it would be when it is too large', () => {
    const noise = new Uint8Array(MAX_LINK_BYTES + 1000);
    for (let i = 0, state = 1; i < noise.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      noise[i] = state;
    }
    expect(() => encodeShared(noise, origin)).toThrow(/compressed; a link carries at most 32768/);
  });

  it('[SEC5] refuses it cut off anywhere', () => {
    const text = encodeShared(bytes, origin);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        const code = codeOf(() => {
          const read = decodeShared(text.slice(0, length));
          decodePackage(read.bytes, { expectedDigest: read.origin.digest });
        });
        expect(['share-invalid', 'digest-mismatch']).toContain(code);
      }),
    );
  });

  it('[SEC5] refuses it with any character changed', () => {
    const text = encodeShared(bytes, origin);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'Aq7-_%<'), (at, character) => {
        fc.pre(text[at] !== character && at < text.length - 1);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        const code = codeOf(() => {
          const read = decodeShared(changed);
          decodePackage(read.bytes, { expectedDigest: read.origin.digest });
          // What stands beside the package is the sharer's word, under nobody's digest.
          expect(read.origin).not.toEqual(origin);
        });
        expect(['share-invalid', 'digest-mismatch', 'model-invalid', 'none']).toContain(code);
      }),
    );
  });

  it('[SEC5] stops a bomb before it has unpacked', () => {
    const bomb = link(new Uint8Array(30 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(MAX_LINK_BYTES * 1.4);
    expect(() => decodeShared(bomb)).toThrow('unpacks to more than');
  });

  it.each([
    ['nothing', ''],
    ['another fragment', 'pair=trd_x'],
    ['garbage', 'm1.%%%'],
    ['no deflate', 'm1.____________'],
    ['nothing inside', link(new Uint8Array(0))],
    ['a head that claims 4 GB', link(Uint8Array.of(255, 255, 255, 255, 1))],
    ['a head that is no JSON', link(Uint8Array.of(1, 0, 0, 0, 0x7b))],
    ['a text of a megabyte', `m1.${'A'.repeat(1_000_000)}`],
  ])('[SEC5] refuses %s', (_, text) => {
    expect(codeOf(() => decodeShared(text))).toBe('share-invalid');
  });

  it('[SEC5] refuses a package of another digest', () => {
    const read = decodeShared(encodeShared(bytes, { ...origin, digest: 'a'.repeat(64) }));
    expect(codeOf(() => decodePackage(read.bytes, { expectedDigest: read.origin.digest }))).toBe(
      'digest-mismatch',
    );
  });
});
