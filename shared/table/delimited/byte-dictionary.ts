import { grow } from '../growable.ts';

/** Gives every distinct run of bytes a code, 0 onwards in the order they are met. */
export interface ByteDictionary {
  codeOf(bytes: Uint8Array, start: number, end: number): number;
  /** −1 for bytes that have no code; gives them none. */
  find(bytes: Uint8Array, start: number, end: number): number;
  readonly size: number;
  /** The bytes of a code: `arena[offsets[code]..offsets[code+1])`. Fetch anew after each `codeOf`. */
  readonly arena: Uint8Array;
  readonly offsets: Uint32Array;
  /** All of them as text, by code. */
  levels(): string[];
}

/** Open addressing over FNV-1a hashes, at most half full; no string is made before `levels()`. */
export function createByteDictionary(): ByteDictionary {
  /** Slot i: the code at 2i, −1 where it is free, and its hash beside it, on the same cache line. */
  let slots = new Int32Array(128).fill(-1);
  let hashes = new Int32Array(32);
  let arena = new Uint8Array(512);
  let offsets = new Uint32Array(33);
  let size = 0;

  function find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    return slots[slotOf(hash, bytes, start, end)]!;
  }

  function codeOf(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const slot = slotOf(hash, bytes, start, end);
    if (slots[slot]! >= 0) return slots[slot]!;
    slots[slot] = size;
    slots[slot + 1] = hash;
    return append(bytes, start, end, hash);
  }

  /** Where the bytes have their code, or the free slot where they would. */
  function slotOf(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (; slots[slot]! >= 0; slot = (slot + 2) & mask)
      if (slots[slot + 1] === hash && equals(slots[slot]!, bytes, start, end)) break;
    return slot;
  }

  function equals(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = offsets[code]!;
    if (offsets[code + 1]! - from !== end - start) return false;
    for (let i = start, k = from; i < end; i += 1, k += 1) if (bytes[i] !== arena[k]) return false;
    return true;
  }

  function append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const from = offsets[size]!;
    const to = from + end - start;
    if (to > arena.length) arena = grow(arena, to);
    for (let i = start, k = from; i < end; i += 1, k += 1) arena[k] = bytes[i]!;
    if (size === hashes.length) hashes = grow(hashes, size + 1);
    if (size + 2 > offsets.length) offsets = grow(offsets, size + 2);
    hashes[size] = hash;
    offsets[size + 1] = to;
    size += 1;
    if (4 * size > slots.length) rehash();
    return size - 1;
  }

  function rehash(): void {
    slots = new Int32Array(2 * slots.length).fill(-1);
    const mask = slots.length - 2;
    for (let code = 0; code < size; code += 1) {
      let slot = (hashes[code]! << 1) & mask;
      while (slots[slot]! >= 0) slot = (slot + 2) & mask;
      slots[slot] = code;
      slots[slot + 1] = hashes[code]!;
    }
  }

  function levels(): string[] {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return Array.from({ length: size }, (_, code) =>
      decoder.decode(arena.subarray(offsets[code], offsets[code + 1])),
    );
  }

  return {
    codeOf,
    find,
    levels,
    get size() {
      return size;
    },
    get arena() {
      return arena;
    },
    get offsets() {
      return offsets;
    },
  };
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  // FNV leaves its upper bits better mixed than its lower ones, which pick the slot.
  return hash ^ (hash >>> 15);
}
