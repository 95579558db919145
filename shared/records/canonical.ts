import { AppError } from '../errors/app-error.ts';
import { toHex } from './hex.ts';
import { createSha256 } from './sha256.ts';

/**
 * The one JSON text of a value (RFC 8785, JCS): keys sorted by UTF-16 code units, no blanks, numbers
 * and strings as ECMAScript writes them. Members that are `undefined` count as absent.
 * @throws AppError `value-not-finite` for NaN and infinities, `request-invalid` for anything else that
 * JSON cannot carry (bigint, function, lone surrogate …), each with a pointer to the place.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '');
}

function write(value: unknown, pointer: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value, pointer);
  if (typeof value === 'string') return writeString(value, pointer);
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${pointer}/${i}`)).join(',')}]`;
  if (isPlainObject(value)) return writeObject(value, pointer);
  throw refused(pointer, `a ${typeof value}`);
}

function writeNumber(value: number, pointer: string): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw new AppError('value-not-finite', {
    detail: `Canonical JSON has no form for ${value} at "${pointer}".`,
    remedy: 'Write it as the string NaN, Infinity or -Infinity, or leave it out.',
    pointer,
  });
}

function writeString(value: string, pointer: string): string {
  if (!LONE_SURROGATE.test(value)) return JSON.stringify(value);
  throw refused(pointer, 'a string with half a surrogate pair');
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function writeObject(value: Record<string, unknown>, pointer: string): string {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  const members = keys.toSorted().map((key) => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return `${writeString(key, at)}:${write(value[key], at)}`;
  });
  return `{${members.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refused(pointer: string, what: string): AppError {
  return new AppError('request-invalid', {
    detail: `JSON cannot carry ${what} at "${pointer}".`,
    pointer,
  });
}

/** Takes content piece by piece; the digest does not depend on how it was cut. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hex SHA-256. Ends the hasher. */
  digestHex(): string;
}

/** A streaming SHA-256: synchronous, since awaiting inside an IndexedDB transaction ends it. */
export function createHasher(): Hasher {
  const state = createSha256();
  return { update: state.update, digestHex: () => toHex(state.digest()) };
}

const encoder = new TextEncoder();

/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8. */
export function sha256Hex(content: Uint8Array | string): string {
  const hasher = createHasher();
  hasher.update(typeof content === 'string' ? encoder.encode(content) : content);
  return hasher.digestHex();
}
