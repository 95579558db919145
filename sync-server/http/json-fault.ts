import { AppError } from '../../shared/errors/app-error.ts';

/** Deepest nesting of objects and arrays that the API reads (SEC4). */
export const maxDepth = 64;
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literalPattern = /true|false|null/y;
const notFinitePattern = /NaN|[+-]?Infinity/y;
const spacePattern = /[ \t\n\r]*/y;

/**
 * The error that a text deserves which `parseStrictJson` refused: the first fault from the left, with
 * the place in the text and a JSON pointer. Slow and careful; it runs for refused bodies only.
 */
export function explainJson(text: string): AppError {
  try {
    readDocument(text);
  } catch (fault) {
    if (fault instanceof AppError) return fault;
    throw fault;
  }
  return new AppError('malformed-json', { detail: 'The body is not valid JSON.' });
}

interface Cursor {
  readonly text: string;
  at: number;
  /** Reference tokens of the JSON pointer to where the cursor is, already escaped. */
  readonly path: string[];
}

function readDocument(text: string): void {
  const cursor: Cursor = { text, at: 0, path: [] };
  skipSpace(cursor);
  readValue(cursor);
  skipSpace(cursor);
  if (cursor.at < text.length) throw unexpected(cursor, 'the end of the body');
}

function readValue(cursor: Cursor): void {
  const next = cursor.text[cursor.at];
  if (next === '{') readObject(cursor);
  else if (next === '[') readArray(cursor);
  else if (next === '"') readString(cursor);
  else readScalar(cursor);
}

function readScalar(cursor: Cursor): void {
  if (take(cursor, notFinitePattern)) throw notFinite(cursor);
  if (!take(cursor, literalPattern) && !take(cursor, numberPattern)) throw unexpected(cursor, 'a value');
}

function readObject(cursor: Cursor): void {
  const seen = new Set<string>();
  readItems(cursor, '}', () => {
    if (cursor.text[cursor.at] !== '"') throw unexpected(cursor, 'a key in double quotes');
    const key = readString(cursor);
    cursor.path.push(key.replaceAll('~', '~0').replaceAll('/', '~1'));
    checkKey(cursor, key, seen);
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== ':') throw unexpected(cursor, 'a colon');
    cursor.at++;
    skipSpace(cursor);
  });
}

function readArray(cursor: Cursor): void {
  let index = 0;
  readItems(cursor, ']', () => cursor.path.push(String(index++)));
}

/** Reads `open (start value (, start value)*)? close`; `start` reads up to the value and names it. */
function readItems(cursor: Cursor, close: string, start: () => void): void {
  if (cursor.path.length >= maxDepth) throw tooDeep(cursor);
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === close) return void cursor.at++;
  for (;;) {
    start();
    readValue(cursor);
    cursor.path.pop();
    skipSpace(cursor);
    const next = cursor.text[cursor.at];
    if (next !== ',' && next !== close) throw unexpected(cursor, `a comma or ${close}`);
    cursor.at++;
    if (next === close) return;
    skipSpace(cursor);
  }
}

function readString(cursor: Cursor): string {
  let end = cursor.at + 1;
  while (end < cursor.text.length && cursor.text[end] !== '"') end += cursor.text[end] === '\\' ? 2 : 1;
  const literal = cursor.text.slice(cursor.at, end + 1);
  try {
    const value = String(JSON.parse(literal));
    cursor.at = end + 1;
    return value;
  } catch {
    throw malformed(cursor, 'A string is not closed, or has a bad escape or a control character in it');
  }
}

function checkKey(cursor: Cursor, key: string, seen: Set<string>): void {
  if (forbiddenKeys.has(key))
    throw new AppError('key-forbidden', {
      detail: `The key "${key}" is not allowed.`,
      pointer: pointer(cursor),
    });
  if (seen.has(key)) throw malformed(cursor, `The key ${JSON.stringify(key)} stands twice in one object`);
  seen.add(key);
}

function take(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at;
  if (!pattern.test(cursor.text)) return false;
  cursor.at = pattern.lastIndex;
  return true;
}

function skipSpace(cursor: Cursor): void {
  take(cursor, spacePattern);
}

const pointer = (cursor: Cursor): string => cursor.path.map((token) => `/${token}`).join('');

function malformed(cursor: Cursor, what: string): AppError {
  const before = cursor.text.slice(0, cursor.at);
  const line = before.split('\n').length;
  const column = cursor.at - before.lastIndexOf('\n');
  return new AppError('malformed-json', {
    detail: `${what}, at line ${line}, column ${column}.`,
    pointer: pointer(cursor),
  });
}

function unexpected(cursor: Cursor, wanted: string): AppError {
  const found =
    cursor.at < cursor.text.length ? JSON.stringify(cursor.text[cursor.at]) : 'the end of the body';
  return malformed(cursor, `Expected ${wanted}, found ${found}`);
}

function tooDeep(cursor: Cursor): AppError {
  return malformed(cursor, `The body nests more than ${maxDepth} objects and arrays`);
}

function notFinite(cursor: Cursor): AppError {
  return new AppError('value-not-finite', {
    detail: 'NaN and Infinity are not JSON numbers.',
    remedy: 'Send a finite number, or null where the model accepts a missing value.',
    pointer: pointer(cursor),
  });
}
