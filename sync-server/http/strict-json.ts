import { isUtf8 } from 'node:buffer';
import { AppError } from '../../shared/errors/app-error.ts';
import { explainJson, forbiddenKeys, maxDepth } from './json-fault.ts';

/**
 * Reads a JSON body as SEC4 wants it: valid UTF-8, at most 64 deep, no duplicate keys, no key that
 * could reach a prototype. `JSON.parse` does the work; a scan of the text and a walk over the value
 * find what it would let pass: a duplicate key shows as more colons in the text than keys in the value.
 * @throws AppError `malformed-json`, `key-forbidden`, `value-not-finite` (a bare NaN or Infinity), each
 * with a JSON pointer. Cost: three passes over the text.
 */
export function parseStrictJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new AppError('malformed-json', { detail: 'The body is not valid UTF-8.' });
  const text = bytes.toString('utf8');
  const colons = colonsOutsideStrings(text);
  if (colons < 0) throw explainJson(text);
  const value = parseOrExplain(text);
  if (countKeys(value) !== colons) throw explainJson(text);
  return value;
}

function parseOrExplain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse names neither the pointer nor the rule; the slow reader does.
    throw explainJson(text);
  }
}

/** How many keys the text writes down, or −1 when it nests too deep. Only meaningful for valid JSON. */
function colonsOutsideStrings(text: string): number {
  let depth = 0;
  let colons = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i);
    else if (code === 0x3a) colons++;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) return -1;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return colons;
}

/** Index of the quote that closes the string opened at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) break;
  }
  return i;
}

/** Keys of all objects in the value; NaN, which equals no count, once a forbidden key is met. */
function countKeys(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countKeys(item);
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      if (forbiddenKeys.has(key)) return Number.NaN;
      count += 1 + countKeys(value[key]);
    }
  }
  return count;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
