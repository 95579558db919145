import { expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { planFile } from '../../../shared/table/formats/open-file.ts';
import { streamedContent } from '../../../shared/table/packed/byte-source.ts';
import { heldWhole } from '../../../shared/table/packed/held-whole.ts';

/** Pieces of 1 MiB without an end, counted as they are taken. */
function endless(first: Uint8Array) {
  const taken = { pieces: 0 };
  async function* chunks() {
    yield first;
    for (;;) {
      taken.pieces += 1;
      yield new Uint8Array(2 ** 20);
    }
  }
  return { taken, chunks };
}

it('a file that is read as a whole is refused at its limit, before more is read', async () => {
  const { taken, chunks } = endless(new Uint8Array(10));
  const refused = heldWhole(streamedContent(chunks), 'A drawing', 4 * 2 ** 20);
  await expect(refused).rejects.toBeInstanceOf(AppError);
  await expect(refused).rejects.toMatchObject({
    code: 'file-too-large',
    detail: 'A drawing is read as a whole, up to 4 MiB; this file is larger.',
  });
  expect(taken.pieces).toBe(4);
});

it('an Arrow file beyond 1 GiB is refused, not held', async () => {
  const magic = new TextEncoder().encode('ARROW1\0\0');
  const piece = new Uint8Array(0);
  const { chunks } = {
    chunks: async function* () {
      yield magic;
      yield { length: 2 ** 30 } as Uint8Array;
      yield piece;
    },
  };
  const source = { sizeBytes: 2 ** 30 + 8, slice: async () => magic, chunks };
  await expect(planFile(source, 'large.arrow')).rejects.toMatchObject({ code: 'file-too-large' });
});
