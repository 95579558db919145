import type { FileFormat } from '../import-plan.ts';
import { createValueScanner } from '../json/value-scanner.ts';

/** What a file is, by its name and first bytes; where they differ the bytes are right. */
export function detectFormat(head: Uint8Array, name: string): FileFormat {
  const magic = MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (magic !== undefined) return magic.format;
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (ending === 'jsonl' || ending === 'ndjson') return 'json-lines';
  if (ending === 'json') return jsonKind(head);
  if (DELIMITED.has(ending) || !looksLikeJson(head)) return 'delimited';
  return jsonKind(head);
}

const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];

const MAGIC: readonly { bytes: number[]; format: FileFormat }[] = [
  { bytes: ascii('PAR1'), format: 'parquet' },
  { bytes: ascii('ARROW1'), format: 'arrow' },
  // A stream of Arrow messages starts with a marker and the length of the schema.
  { bytes: [0xff, 0xff, 0xff, 0xff], format: 'arrow' },
  { bytes: [0x50, 0x4b, 3, 4], format: 'excel' },
];

const DELIMITED = new Set(['csv', 'tsv', 'tab']);

/** `{"`, `[{` or `[[` after blanks: delimited text hardly starts so. */
function looksLikeJson(head: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(head.subarray(0, 256));
  return /^(?:ï»¿)?\s*(?:\{\s*"|\[\s*[[{])/.test(start);
}

/** Lines when the first one is a whole object or array and the next begins another. */
function jsonKind(head: Uint8Array): 'json' | 'json-lines' {
  const values = createValueScanner();
  const mark = head[0] === 0xef ? 3 : 0;
  const start = values.skipBlanks(head, mark, head.length);
  const open = head[start];
  if (open !== 0x7b && open !== 0x5b) return 'json';
  const lineEnd = head.indexOf(0x0a, start);
  if (lineEnd < 0) return 'json';
  const end = values.scan(head, start, lineEnd, true);
  if (end < 0 || values.skipBlanks(head, end, lineEnd) !== lineEnd) return 'json';
  return head[values.skipBlanks(head, lineEnd, head.length)] === open ? 'json-lines' : 'json';
}
