import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { decodeTable, encodeTable } from '../../shared/table/table-file.ts';
import type { Table } from '../../shared/table/table.ts';
import { anyTable } from './tables.ts';

const sample = tableFromInstances(
  [
    { name: 'n', type: 'numeric' },
    { name: 'c', type: 'categorical' },
    { name: 'b', type: 'boolean' },
    { name: 't', type: 'text' },
  ],
  [
    [1, 'x', true, 'one'],
    [null, null, null, null],
    [3, 'y', false, 'three'],
  ],
);

const corrupt = expect.objectContaining({ code: 'artifact-corrupt' });

describe('a table as bytes', () => {
  it('comes back equal, also from bytes that are not aligned', () => {
    fc.assert(
      fc.property(anyTable, fc.nat({ max: 9 }), (table, shift) => {
        const bytes = encodeTable(table);
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        expect(decodeTable(shifted.subarray(shift))).toEqual(table);
      }),
    );
  });

  it('is the same bytes for the same table', () => {
    expect(encodeTable(sample)).toEqual(encodeTable(decodeTable(encodeTable(sample))));
  });

  it('cut anywhere or with bytes added is refused', () => {
    const bytes = encodeTable(sample);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeTable(bytes.subarray(0, length))).toThrow(corrupt);
    }
    expect(() => decodeTable(Uint8Array.from([...bytes, ...new Uint8Array(8)]))).toThrow(corrupt);
  });

  it('with any byte changed is refused or still a sound table, never another error', () => {
    const bytes = encodeTable(sample);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        try {
          expect(decodeTable(changed).nRows).toBeLessThan(8);
        } catch (error) {
          expect(error).toEqual(corrupt);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('that claims more rows than it has bytes is refused before anything is allocated', () => {
    const text = new TextDecoder('latin1').decode(encodeTable(sample));
    const claimed = text.replace('"nRows":3,', '"nRows":2e9');
    expect(() => decodeTable(Uint8Array.from(claimed, (c) => c.charCodeAt(0)))).toThrow(corrupt);
  });

  it.each<[string, Partial<Table['columns'][number]>]>([
    ['a code beyond its levels', { type: 'categorical', codes: Int32Array.of(0, 2), levels: ['a', 'b'] }],
    ['a level twice', { type: 'categorical', codes: Int32Array.of(0, 1), levels: ['a', 'a'] }],
    ['an infinite number', { type: 'numeric', values: Float64Array.of(1, Infinity) }],
    ['NaN that is not marked missing', { type: 'numeric', values: Float64Array.of(1, NaN) }],
    ['a boolean of 2', { type: 'boolean', values: Uint8Array.of(0, 2) }],
    ['offsets that go back', { type: 'text', bytes: new Uint8Array(3), offsets: Uint32Array.of(0, 4, 3) }],
  ])('with %s is refused', (_, column) => {
    const table = { nRows: 2, columns: [{ name: 'x', missing: null, ...column }] } as unknown as Table;
    expect(() => decodeTable(encodeTable(table))).toThrow(corrupt);
  });
});
