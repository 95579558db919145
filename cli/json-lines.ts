import { AppError } from '../shared/errors/app-error.ts';
import { parseStrictJson } from '../sync-server/http/strict-json.ts';
import { defaultLimits } from '../sync-server/limits.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;

/**
 * The lines of a stream, those that arrive together in one block; blank ones are left out. No more than
 * one chunk and one line is held.
 * @throws AppError `body-too-large` for a line longer than a row may be over HTTP.
 */
export async function* lineBlocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const next = (bytes: Buffer): Line => ({ number: ++number, bytes });
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      rest = Buffer.concat([rest, chunk]);
    } else {
      const lines = split(Buffer.concat([rest, chunk.subarray(0, end)])).map(next);
      rest = chunk.subarray(end + 1);
      yield lines.filter(({ bytes }) => !isBlank(bytes));
    }
    requireShort(rest, number + 1);
  }
  if (!isBlank(rest)) yield [next(rest)];
}

function split(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from <= bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from);
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end));
    from = (end < 0 ? bytes.length : end) + 1;
  }
  return lines;
}

const isBlank = (bytes: Buffer): boolean =>
  bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

function requireShort(bytes: Buffer, number: number): void {
  if (bytes.length <= defaultLimits.predictBytes) return;
  throw new AppError('body-too-large', {
    detail: `Line ${number} is longer than ${defaultLimits.predictBytes} bytes.`,
    remedy: 'Put one row on a line, each ended by a line feed.',
  });
}

/**
 * Reads one row as strictly as the server does.
 * @throws AppError `malformed-json`, `value-not-finite`, `key-forbidden`, with the place.
 */
export function parseFeatures(bytes: Buffer, where: string): unknown {
  try {
    return parseStrictJson(bytes);
  } catch (thrown) {
    const { code, detail, remedy, errors } = AppError.from(thrown);
    const placed = errors.map((error) => ({ ...error, detail: `${where}: ${error.detail}` }));
    throw new AppError(code, { detail: `${where}: ${detail}`, remedy, errors: placed, cause: thrown });
  }
}
