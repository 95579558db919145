import { createByteDictionary } from '../../table/delimited/byte-dictionary.ts';
import { textCleaner, type Cleaning } from './clean-text.ts';

/** At least two characters, as scikit-learn's token pattern; marks belong to their letter. */
export const WORD = /[\p{L}\p{M}\p{N}_]{2,}/gu;

/**
 * The words of a stretch between two ASCII separators, as UTF-8; null where cleaning it for itself could differ
 * from cleaning the whole text.
 */
export type ChunkWords = (bytes: Uint8Array, start: number, end: number) => readonly Uint8Array[] | null;

/** Stretches that are remembered; texts have about as many as they have words. */
const MOST_REMEMBERED = 1 << 18;

/**
 * A mark at the start belongs to the character before it, and a capital sigma in lower case depends on what stands
 * around it.
 */
const LEANS = /^\p{M}|Σ/u;

/** Every stretch is decoded and cleaned once. Cost: a hash of its bytes. */
export function chunkReader(cleaning: Cleaning): ChunkWords {
  const clean = textCleaner({ ...cleaning, html: 'keep' });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  let chunks = createByteDictionary();
  let words: (readonly Uint8Array[] | null)[] = [];
  return (bytes, start, end) => {
    const code = chunks.codeOf(bytes, start, end);
    if (code < words.length) return words[code]!;
    const text = decoder.decode(bytes.subarray(start, end));
    const found = LEANS.test(text)
      ? null
      : (clean(text).match(WORD) ?? []).map((word) => encoder.encode(word));
    words.push(found);
    if (words.length === MOST_REMEMBERED) [chunks, words] = [createByteDictionary(), []];
    return found;
  };
}
