import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeLz4Frame } from '../../../shared/table/formats/lz4-frame.ts';
import { planFile, readFile } from '../../../shared/table/formats/open-file.ts';
import { writeParquet } from '../../../shared/table/write-parquet.ts';
import { bytesOf } from '../delimited.ts';
import { LZ4_SAMPLE } from './lz4-sample.ts';
import { open, sourceOf } from './opening.ts';
import { workbook } from './workbook.ts';

const limits = { maxBytes: 2 ** 20, ratioFromBytes: 2 ** 18, maxRatio: 50 };
const zeros = new Uint8Array(8 * 2 ** 20).fill(0x30);
const rows = bytesOf(`a,b\n${'1,2\n'.repeat(400_000)}`);

describe('a compressed file that unpacks to too much', () => {
  it.each([
    ['gzip', () => gzipSync(rows)],
    ['zip', () => zipSync({ 'rows.csv': rows })],
    ['a workbook', () => workbook({ S: [['x'.repeat(2 ** 21)]] })],
  ])('as %s is stopped by its ratio', async (_, pack) => {
    await expect(open(pack(), 'bomb', {}, { limits })).rejects.toMatchObject({ code: 'unpacked-too-large' });
  });

  it('is stopped by its size where the ratio is modest', async () => {
    const noise = bytesOf(`a\n${Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 99_991).join('\n')}`);
    await expect(open(gzipSync(noise), 'x.gz', {}, { limits })).rejects.toMatchObject({
      code: 'unpacked-too-large',
    });
  });

  it('is stopped before more than a piece of it was made', async () => {
    const packed = gzipSync(new Uint8Array(64 * 2 ** 20), { level: 9 });
    let pulled = 0;
    const source = sourceOf(packed, 4096);
    async function* counted() {
      for await (const chunk of source.chunks()) {
        pulled += chunk.length;
        yield chunk;
      }
    }
    await expect(planFile({ ...source, chunks: counted }, 'x.gz', {}, { limits })).rejects.toMatchObject({
      code: 'unpacked-too-large',
    });
    expect(pulled).toBeLessThan(packed.length / 8);
  });

  it('is read when it is within the limits', async () => {
    expect((await open(gzipSync(rows), 'rows.csv.gz')).table.nRows).toBe(400_000);
  });
});

describe('a compressed file that is cut short or damaged', () => {
  const packed = gzipSync(bytesOf('a,b\n1,2\n3,4\n'.repeat(50)));

  it.each([5, 15, 30, -9, -1])('gzip up to byte %i says so', async (length) => {
    await expect(open(packed.subarray(0, length), 'x.csv.gz')).rejects.toMatchObject({
      code: 'parse-failed',
    });
  });

  it('gzip with a byte changed says so', async () => {
    for (let at = 12; at < packed.length; at += 3) {
      const bytes = packed.slice();
      bytes[at]! ^= 16;
      await expect(open(bytes, 'x.csv.gz')).rejects.toMatchObject({ code: 'parse-failed' });
    }
  });

  it('gzip of several members is read through, and its last one checked', async () => {
    const two = new Uint8Array([...gzipSync(bytesOf('a,b\n1,2\n')), ...gzipSync(bytesOf('3,4\n'))]);
    expect((await open(two, 'x.csv.gz')).table.nRows).toBe(2);
    two[two.length - 6]! ^= 1;
    await expect(open(two, 'x.csv.gz')).rejects.toMatchObject({ code: 'parse-failed' });
  });

  it('zip without its directory says so', async () => {
    const archive = zipSync({ 'a.csv': bytesOf('a,b\n1,2\n') });
    await expect(open(archive.subarray(0, -10), 'x.zip')).rejects.toMatchObject({ code: 'parse-failed' });
  });

  it('zip with a password says so', async () => {
    const archive = zipSync({ 'a.csv': bytesOf('a,b\n1,2\n') });
    const directory = archive.findIndex(
      (_, i) => archive[i] === 0x50 && archive[i + 1] === 0x4b && archive[i + 2] === 1,
    );
    archive[directory + 8]! |= 1;
    await expect(open(archive, 'x.zip')).rejects.toMatchObject({
      code: 'file-unreadable',
      detail: expect.stringContaining('encrypted'),
    });
  });

  it('a directory in the Zip64 form is read', async () => {
    const archive = zipSync({ 'a.csv': bytesOf('a,b\n1,2\n') });
    expect((await open(asZip64(archive), 'x.zip')).table.nRows).toBe(1);
  });
});

/** The same archive with its end record in the 64-bit form. */
function asZip64(archive: Uint8Array): Uint8Array {
  const body = archive.length - 22;
  const end = new DataView(archive.buffer, archive.byteOffset + body, 22);
  const out = new DataView(new ArrayBuffer(archive.length + 76));
  new Uint8Array(out.buffer).set(archive.subarray(0, body));
  out.setUint32(body, 0x06064b50, true);
  out.setBigUint64(body + 32, BigInt(end.getUint16(10, true)), true);
  out.setBigUint64(body + 40, BigInt(end.getUint32(12, true)), true);
  out.setBigUint64(body + 48, BigInt(end.getUint32(16, true)), true);
  out.setUint32(body + 56, 0x07064b50, true);
  out.setBigUint64(body + 64, BigInt(body), true);
  out.setUint32(body + 76, 0x06054b50, true);
  out.setUint16(body + 86, 0xffff, true);
  out.setUint32(body + 88, 0xffffffff, true);
  out.setUint32(body + 92, 0xffffffff, true);
  return new Uint8Array(out.buffer);
}

describe('a damaged file of another format', () => {
  it('Parquet cut short anywhere is an error of ours', async () => {
    const { table } = await open(
      `a,b\n${Array.from({ length: 50 }, (_, i) => `${i * 3},x${i % 3}`).join('\n')}`,
      'x.csv',
    );
    const bytes = await writeParquet(table);
    for (let length = 4; length < bytes.length; length += 37) {
      await expect(open(bytes.subarray(0, length), 'x.parquet')).rejects.toMatchObject({
        code: 'parse-failed',
      });
    }
  });

  it('Arrow cut short is an error of ours', async () => {
    const bytes = new Uint8Array([...strToU8('ARROW1'), 0, 0, 255, 255, 255, 255, 200, 0, 0, 0, 1, 2, 3]);
    await expect(open(bytes, 'x.arrow')).rejects.toMatchObject({ code: 'parse-failed' });
  });

  it('a workbook with a broken sheet is an error of ours', async () => {
    const book = zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'xl/workbook.xml': strToU8('<workbook'),
    });
    await expect(open(book, 'x.xlsx')).rejects.toMatchObject({ code: 'parse-failed' });
  });
});

describe('an endless line', () => {
  it.each(['x.csv', 'x.json', 'x.jsonl'])(
    'of 1 GiB as %s is given up after a small part of it',
    async (name) => {
      const head = bytesOf(name === 'x.csv' ? 'a\nb\n' : '{"a":1}\n{"a":2}\n{"a":"');
      let pulled = 0;
      const source = {
        sizeBytes: 2 ** 30,
        slice: async (start: number, end: number) => {
          const bytes = zeros.slice(0, Math.min(end - start, zeros.length));
          if (start === 0) bytes.set(head.subarray(0, bytes.length));
          return bytes;
        },
        async *chunks() {
          for (; pulled < 2 ** 30; pulled += zeros.length)
            yield await this.slice(pulled === 0 ? 0 : 1, 2 ** 30);
        },
      };
      const opened = planFile(source, name).then((plan) => readFile(source, plan));
      await expect(opened).rejects.toMatchObject({ code: 'parse-failed' });
      expect(pulled).toBeLessThanOrEqual(64 * 2 ** 20);
    },
  );
});

describe('LZ4 frames', () => {
  const lines = Array.from({ length: 4000 }, (_, i) => `row ${i % 50} of a text that repeats itself\n`).join(
    '',
  );

  it('with blocks that lean on each other are unpacked', () => {
    expect(new TextDecoder().decode(decodeLz4Frame(LZ4_SAMPLE))).toBe(lines);
  });

  it('that are cut short or point outside themselves are refused', () => {
    for (let length = 0; length < LZ4_SAMPLE.length - 8; length += 13) {
      expect(() => decodeLz4Frame(LZ4_SAMPLE.subarray(0, length))).toThrow();
    }
    expect(() =>
      decodeLz4Frame(Uint8Array.of(4, 34, 77, 24, 96, 64, 130, 3, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0)),
    ).toThrow('outside');
  });
});
