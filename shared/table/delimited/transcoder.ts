import type { Dialect } from '../import-plan.ts';
import { scanUtf8 } from './scan-utf8.ts';

/** Turns the bytes of a file into UTF-8 without a byte order mark, piece by piece. */
export interface Transcoder {
  push(bytes: Uint8Array): Uint8Array;
  /** What was still held back. */
  end(): Uint8Array;
  /** What the person should know, once it has happened. */
  readonly warnings: { code: string; detail: string }[];
}

export function createTranscoder(encoding: Dialect['encoding']): Transcoder {
  return encoding === 'utf-8' ? utf8Transcoder() : decodingTranscoder(encoding);
}

const LABELS = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'latin-1': 'windows-1252',
};

function decodingTranscoder(encoding: Dialect['encoding']): Transcoder {
  const decoder = new TextDecoder(LABELS[encoding]);
  const encoder = new TextEncoder();
  const warnings: Transcoder['warnings'] = [];
  const encode = (text: string): Uint8Array => {
    if (warnings.length === 0 && encoding !== 'latin-1' && text.includes('\ufffd')) {
      warnings.push({
        code: 'undecodable-bytes',
        detail: `Some bytes are not ${encoding}; they became "\ufffd".`,
      });
    }
    return encoder.encode(text);
  };
  return {
    push: (bytes) => encode(decoder.decode(bytes, { stream: true })),
    end: () => encode(decoder.decode()),
    warnings,
  };
}

const BOM = [0xef, 0xbb, 0xbf];

/**
 * UTF-8 goes through untouched. From a byte on that cannot be UTF-8 the rest is decoded: as windows-1252
 * when all before it was ASCII (then the file was Latin-1 all along), else as UTF-8 with U+FFFD in its
 * place. Either way there is a warning.
 */
function utf8Transcoder(): Transcoder {
  const warnings: Transcoder['warnings'] = [];
  let fallback: Transcoder | null = null;
  let held = new Uint8Array(0);
  let position = 0;
  let ascii = true;

  function push(bytes: Uint8Array): Uint8Array {
    if (fallback !== null) return fallback.push(bytes);
    const body = position === 0 ? withoutBom(joined(held, bytes)) : joined(held, bytes);
    const { status, validBytes, beyondAscii } = scanUtf8(body);
    ascii &&= !beyondAscii;
    position += validBytes;
    if (status === 'bad') return joined(body.subarray(0, validBytes), fallBack(body.subarray(validBytes)));
    held = body.slice(validBytes);
    return body.subarray(0, validBytes);
  }

  function fallBack(rest: Uint8Array): Uint8Array {
    held = new Uint8Array(0);
    fallback = decodingTranscoder(ascii ? 'latin-1' : 'utf-8');
    const reading = ascii ? 'was read as Latin-1 (windows-1252)' : 'has "\ufffd" in the place of such bytes';
    const detail = `The file is not UTF-8 from byte ${position} on; the rest ${reading}.`;
    warnings.push({ code: 'undecodable-bytes', detail });
    return fallback.push(rest);
  }

  function end(): Uint8Array {
    const rest = fallback === null && held.length > 0 ? fallBack(held) : new Uint8Array(0);
    return joined(rest, fallback?.end() ?? new Uint8Array(0));
  }

  return { push, end, warnings };
}

const withoutBom = (bytes: Uint8Array): Uint8Array =>
  BOM.every((byte, i) => bytes[i] === byte) ? bytes.subarray(3) : bytes;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
