export interface Utf8Scan {
  /** `cut`: valid up to a last character that lacks bytes; `bad`: something that cannot be UTF-8. */
  status: 'whole' | 'cut' | 'bad';
  /** Bytes from the start that are whole characters. */
  validBytes: number;
  /** Whether any of those is beyond ASCII. */
  beyondAscii: boolean;
}

/** Checks UTF-8 (Unicode 15, table 3-7): no overlong form, surrogate or value beyond U+10FFFF. One pass. */
export function scanUtf8(bytes: Uint8Array): Utf8Scan {
  const end = bytes.length;
  let beyondAscii = false;
  let at = 0;
  while (at < end) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const length = characterLength(lead);
    const tail = length === 0 ? -1 : validTail(bytes, at, Math.min(at + length, end), lead);
    if (tail < 0) return { status: 'bad', validBytes: at, beyondAscii };
    if (at + length > end) return { status: 'cut', validBytes: at, beyondAscii };
    beyondAscii = true;
    at += length;
  }
  return { status: 'whole', validBytes: end, beyondAscii };
}

function characterLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** −1 when a byte after the lead cannot follow it. */
function validTail(bytes: Uint8Array, at: number, end: number, lead: number): number {
  let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let i = at + 1; i < end; i += 1) {
    if (bytes[i]! < low || bytes[i]! > high) return -1;
    low = 0x80;
    high = 0xbf;
  }
  return end;
}
