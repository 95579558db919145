/**
 * MurmurHash3 (x86, 32 bits) of a run of bytes with seed 0, as a signed integer: the hash of scikit-learn's
 * HashingVectorizer. Source: Appleby, MurmurHash3.cpp (public domain). Cost: linear in the bytes.
 */
export function murmur3(bytes: Uint8Array, start: number, end: number): number {
  let h = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    h ^= scrambled(k);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  if (at < end) {
    let k = bytes[at]!;
    if (at + 1 < end) k |= bytes[at + 1]! << 8;
    if (at + 2 < end) k |= bytes[at + 2]! << 16;
    h ^= scrambled(k);
  }
  h ^= end - start;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function scrambled(k: number): number {
  const mixed = Math.imul(k, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
