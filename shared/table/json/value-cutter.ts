import { AppError } from '../../errors/app-error.ts';
import { MAX_ROW_BYTES } from '../delimited/sample-columns.ts';
import { rejectedText } from '../delimited/record-reader.ts';
import type { RejectedRow } from '../import-plan.ts';
import { BAD, createValueScanner, INCOMPLETE } from './value-scanner.ts';

/** Cuts a stream of bytes into the values that are rows, whatever the pieces it comes in. */
export interface ValueCutter {
  push(bytes: Uint8Array): void;
  end(): void;
}

export interface CutterOptions {
  /** One value a line; else the elements of one array, or one value alone. */
  lines: boolean;
  /** Gets every value; `line` is 1-based, where it starts. */
  onValue(bytes: Uint8Array, start: number, end: number, line: number): void;
  onRejected(row: RejectedRow): void;
}

const LF = 0x0a;
const BOM = [0xef, 0xbb, 0xbf];

/**
 * A value that is not JSON is rejected and reading goes on after it: at the next line, or at the comma or
 * bracket that seems to end it. @throws AppError `parse-failed` when a value is longer than 16 MiB.
 */
export function createValueCutter(options: CutterOptions): ValueCutter {
  let held = new Uint8Array(0);
  let neededBytes = 0;
  let started = false;
  const cut = options.lines ? lineCutter(options) : documentCutter(options);

  function consume(final: boolean): void {
    let bytes = held;
    if (!started) {
      if (bytes.length < 3 && !final) return;
      started = true;
      if (BOM.every((byte, i) => bytes[i] === byte)) bytes = bytes.subarray(3);
    }
    const used = cut(bytes, final);
    held = bytes.slice(used);
    neededBytes = 2 * held.length;
    if (held.length <= MAX_ROW_BYTES || final) return;
    throw new AppError('parse-failed', {
      detail: `A value is longer than ${MAX_ROW_BYTES / 2 ** 20} MiB.`,
      remedy: 'Check that the file holds one row a line, or an array of rows.',
    });
  }

  return {
    push(bytes) {
      held = held.length === 0 ? bytes.slice() : joined(held, bytes);
      if (held.length >= neededBytes) consume(false);
    },
    end: () => consume(true),
  };
}

/** Takes what it can of `bytes` and says how much that was. */
type Cut = (bytes: Uint8Array, final: boolean) => number;

function lineCutter({ onValue }: CutterOptions): Cut {
  let line = 0;
  return (bytes, final) => {
    let at = 0;
    for (;;) {
      const found = bytes.indexOf(LF, at);
      if (found < 0 && !(final && at < bytes.length)) return at;
      const end = found < 0 ? bytes.length : found;
      line += 1;
      if (!isBlank(bytes, at, end)) onValue(bytes, at, end, line);
      at = end + 1;
    }
  };
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (bytes[i]! > 0x20) return false;
  return true;
}

/** Between elements: what may stand there next. */
type Place = 'start' | 'first' | 'element' | 'separator' | 'done';

function documentCutter({ onValue, onRejected }: CutterOptions): Cut {
  const values = createValueScanner();
  let place: Place = 'start';
  let isArray = false;
  let line = 1;

  return (bytes, final) => {
    let at = 0;
    for (;;) {
      const next = values.skipBlanks(bytes, at, bytes.length);
      line += lineEnds(bytes, at, next);
      at = next;
      if (at >= bytes.length) break;
      const used = step(bytes, at, final);
      if (used === INCOMPLETE) return at;
      line += lineEnds(bytes, at, used);
      at = used;
    }
    if (final && place !== 'done') reject(bytes, at, at, 'not-json');
    return at;
  };

  function step(bytes: Uint8Array, at: number, final: boolean): number {
    const byte = bytes[at]!;
    if (place === 'start' && byte === 0x5b) {
      isArray = true;
      place = 'first';
      return at + 1;
    }
    if (place === 'done') return rejectRest(bytes, at);
    if (isArray && byte === 0x5d && (place === 'separator' || place === 'first')) {
      place = 'done';
      return at + 1;
    }
    if (place === 'separator') {
      if (byte === 0x2c) place = 'element';
      return byte === 0x2c ? at + 1 : rejectUntilNext(bytes, at, final);
    }
    return element(bytes, at, final);
  }

  function element(bytes: Uint8Array, at: number, final: boolean): number {
    const end = values.scan(bytes, at, bytes.length, final);
    if (end === INCOMPLETE) return INCOMPLETE;
    if (end === BAD) return rejectUntilNext(bytes, at, final);
    place = isArray ? 'separator' : 'done';
    onValue(bytes, at, end, line);
    return end;
  }

  /** Gives up everything to where the next element could start. */
  function rejectUntilNext(bytes: Uint8Array, from: number, final: boolean): number {
    const end = isArray ? endOfBroken(bytes, from) : bytes.length;
    if (end < 0 && !final) return INCOMPLETE;
    const stop = end < 0 ? bytes.length : end;
    place = isArray && end >= 0 ? 'separator' : 'done';
    reject(bytes, from, stop, 'not-json');
    return stop;
  }

  function rejectRest(bytes: Uint8Array, at: number): number {
    reject(bytes, at, bytes.length, 'not-json');
    return bytes.length;
  }

  function reject(bytes: Uint8Array, start: number, end: number, reason: RejectedRow['reason']): void {
    onRejected({ line, reason, text: rejectedText(bytes, start, end) });
  }
}

/** The comma or bracket that ends a broken element, by counting brackets outside strings; −1 if none. */
function endOfBroken(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let inString = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === 0x5c && inString) at += 1;
    else if (byte === 0x22) inString = !inString;
    else if (byte === LF) inString = false;
    else if (inString) continue;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0 && byte === 0x5d) return at;
      depth = Math.max(0, depth - 1);
    } else if (byte === 0x2c && depth === 0 && at > from) return at;
  }
  return -1;
}

function lineEnds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) if (bytes[i] === LF) count += 1;
  return count;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
