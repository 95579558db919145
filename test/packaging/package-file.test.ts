import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Tensor } from '../../shared/numeric/tensor.ts';
import { decodePackage, encodePackage } from '../../shared/packaging/package-file.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { z } from '../../shared/records/zod.ts';
import { sampleManifest, sampleTensors } from './sample-package.ts';

const file = encodePackage(sampleManifest(), sampleTensors());

const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()) }).catchall(
  z.object({
    dtype: z.string(),
    shape: z.array(z.number()),
    data_offsets: z.tuple([z.number(), z.number()]),
  }),
);

/** What a safetensors reader that knows nothing of Treadle makes of a file. */
function readSafetensors(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...tensors } = headerSchema.parse(
    JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8')),
  );
  return { metadata, tensors, start: 8 + length, view };
}

function refused(bytes: Uint8Array): AppError {
  try {
    decodePackage(bytes);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('The package was accepted.');
}

/** The sample file with another header text, its length field right and padded. */
function withHeader(text: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = Buffer.from(
    text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8 - Buffer.byteLength(text) + text.length),
  );
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}

function withTensors(entries: Record<string, unknown>, data: Uint8Array): Uint8Array {
  const manifest = readSafetensors(encodePackage(sampleManifest(), [])).metadata['treadle'];
  return withHeader(JSON.stringify({ __metadata__: { treadle: manifest }, ...entries }), data);
}

const byName = (a: Tensor, b: Tensor) => (a.name < b.name ? -1 : 1);

describe('a package file', () => {
  test('comes back as it went in, under the SHA-256 of its bytes', () => {
    const decoded = decodePackage(file);
    expect(decoded.manifest).toEqual(sampleManifest());
    expect(decoded.tensors.toSorted(byName)).toEqual(sampleTensors().toSorted(byName));
    expect(decoded.digest).toBe(sha256Hex(file));
  });

  test('is the same bytes whatever the order of tensors and keys', () => {
    const { format, ...rest } = sampleManifest();
    expect(encodePackage({ ...rest, format }, sampleTensors().toReversed())).toEqual(file);
  });

  test('opens in a reader of plain safetensors: string metadata, no gaps, values in place', () => {
    const { metadata, tensors, start, view } = readSafetensors(file);
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
    const places = Object.values(tensors)
      .map((tensor) => tensor.data_offsets)
      .toSorted(([a, b], [c, d]) => a - c || b - d);
    expect(places.map(([from], i) => from - (places[i - 1]?.[1] ?? 0)).every((gap) => gap === 0)).toBe(true);
    expect(start + places.at(-1)![1]).toBe(file.length);
    const at = (name: string, i: number, size: number) => start + tensors[name]!.data_offsets[0] + i * size;
    expect(view.getFloat64(at('weights', 3, 8), true)).toBe(1e300);
    expect(view.getInt32(at('children', 0, 4), true)).toBe(-7);
    expect(view.getUint16(at('codes', 2, 2), true)).toBe(65_535);
    expect(tensors['weights']).toMatchObject({ dtype: 'F64', shape: [2, 2] });
  });

  test('begins its tensor bytes at a multiple of 8 and each tensor at a multiple of its element size', () => {
    const { tensors, start } = readSafetensors(file);
    expect(start % 8).toBe(0);
    const sizes: Record<string, number> = { F64: 8, F32: 4, I32: 4, U32: 4, U16: 2, U8: 1 };
    for (const { dtype, data_offsets } of Object.values(tensors))
      expect(data_offsets[0] % sizes[dtype]!).toBe(0);
  });

  test('decodes from the middle of a larger buffer', () => {
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect(decodePackage(padded.subarray(3)).digest).toBe(sha256Hex(file));
  });

  test('decodes from a Buffer, as Node reads files', () => {
    expect(decodePackage(Buffer.concat([Buffer.alloc(3), file]).subarray(3)).tensors).toEqual(
      decodePackage(file).tensors,
    );
  });
});

describe('[SEC5] a hostile package', () => {
  test('with one bit changed anywhere is refused under its known digest', () => {
    const digest = sha256Hex(file);
    for (let at = 0; at < file.length; at += 1) {
      const changed = file.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(() => decodePackage(changed, { expectedDigest: digest })).toThrow(
        expect.objectContaining({ code: 'digest-mismatch' }),
      );
    }
  });

  test('with any byte changed and no digest known decodes or is refused as model-invalid, never otherwise', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = file.slice();
        changed[at]! ^= flip;
        try {
          expect(decodePackage(changed).digest).not.toBe(sha256Hex(file));
        } catch (error) {
          expect(error).toMatchObject({ code: 'model-invalid' });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('cut off at any length is refused', () => {
    for (let length = 0; length < file.length; length += 7) {
      expect(refused(file.slice(0, length)).code).toBe('model-invalid');
    }
  });

  test.each([
    ['a header of 2^63 bytes', () => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 123)],
    ['a header longer than the file', () => Uint8Array.of(64, 0, 0, 0, 0, 0, 0, 0, 123, 125)],
    ['JSON that nests a million deep', () => withHeader('['.repeat(1_000_000))],
    [
      'a manifest that nests a million deep',
      () => withHeader(JSON.stringify({ __metadata__: { treadle: '{"a":'.repeat(1_000_000) } })),
    ],
    ['no manifest', () => withHeader('{}')],
    ['a key __proto__', () => withHeader('{"__metadata__":{"treadle":"{}"},"__proto__":{}}')],
    ['half a surrogate pair', () => withHeader('{"__metadata__":{"treadle":"{\\"\\ud800\\":1}"}}')],
  ])('with %s is refused', (_, make) => {
    expect(refused(make()).code).toBe('model-invalid');
  });

  test.each([
    ['a gap', { a: { dtype: 'U8', shape: [4], data_offsets: [4, 8] } }, '/tensors/a/data_offsets'],
    [
      'an overlap',
      {
        a: { dtype: 'U8', shape: [8], data_offsets: [0, 8] },
        b: { dtype: 'U8', shape: [4], data_offsets: [4, 8] },
      },
      '/tensors/b/data_offsets',
    ],
    [
      'bytes beyond the end',
      { a: { dtype: 'U8', shape: [16], data_offsets: [0, 16] } },
      '/tensors/a/data_offsets',
    ],
    ['bytes of no tensor', { a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } }, '/tensors'],
    ['10^9 claimed nodes', { a: { dtype: 'F64', shape: [1e9], data_offsets: [0, 8] } }, '/tensors/a/shape'],
    [
      'a shape that overflows',
      { a: { dtype: 'U8', shape: [2 ** 52, 2 ** 52, 0, 8], data_offsets: [0, 8] } },
      '/tensors/a/shape',
    ],
    ['a negative extent', { a: { dtype: 'U8', shape: [-8], data_offsets: [0, 8] } }, '/tensors/a/shape/0'],
    [
      'an unknown element type',
      { a: { dtype: 'BF16', shape: [4], data_offsets: [0, 8] } },
      '/tensors/a/dtype',
    ],
    ['a NaN weight', { a: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }, '/tensors/a/0'],
  ])('with %s is refused with a pointer', (_, entries, pointer) => {
    const error = refused(withTensors(entries, new Uint8Array(8).fill(0xff)));
    expect(error.code).toBe('model-invalid');
    expect(error.errors[0]?.pointer).toBe(pointer);
  });

  test('with a wrong field in its manifest is refused with a pointer to it', () => {
    const text = readSafetensors(encodePackage(sampleManifest(), [])).metadata['treadle']!;
    const wrong = text.replace('"counts":[0,50,30,0]', '"counts":[0,50,"many",0]');
    expect(wrong).not.toBe(text);
    const error = refused(withHeader(JSON.stringify({ __metadata__: { treadle: wrong } })));
    expect(error.errors[0]?.pointer).toBe('/manifest/profile/features/1/counts/2');
  });

  test.each([
    ['a million wrong inputs', { ...sampleManifest(), signature: { inputs: Array(1_000_000).fill(1) } }],
    [
      'a million wrong recipe columns',
      { ...sampleManifest(), recipe: { columns: Array(1_000_000).fill(1) } },
    ],
    [
      'a wrong recipe just under its limit',
      { ...sampleManifest(), recipe: { columns: Array(99_000).fill(1) } },
    ],
  ])('with %s is refused, not a stack overflow', (_, manifest) => {
    expect(
      refused(withHeader(JSON.stringify({ __metadata__: { treadle: JSON.stringify(manifest) } }))).code,
    ).toBe('model-invalid');
  });

  test('spelled in another way is refused: one model, one digest', () => {
    const text = JSON.stringify({ __metadata__: { treadle: JSON.stringify(sampleManifest()) } });
    expect(refused(withHeader(text)).detail).toContain('canonical');
  });
});

describe('encoding', () => {
  test.each<[string, Tensor[]]>([
    ['an infinite weight', [{ name: 'w', shape: [1], data: Float32Array.of(Infinity) }]],
    [
      'a name twice',
      [
        { name: 'w', shape: [0], data: new Uint8Array(0) },
        { name: 'w', shape: [0], data: new Uint8Array(0) },
      ],
    ],
    ['a shape that does not fit', [{ name: 'w', shape: [2, 2], data: new Float64Array(3) }]],
  ])('refuses %s', (_, tensors) => {
    expect(() => encodePackage(sampleManifest(), tensors)).toThrow(
      expect.objectContaining({ code: 'model-invalid' }),
    );
  });

  test('refuses NaN in the manifest', () => {
    const manifest = sampleManifest({ estimator: { name: 'x', params: {}, config: { bias: NaN } } });
    expect(() => encodePackage(manifest, [])).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});
