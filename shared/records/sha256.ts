import { sha256 } from '@noble/hashes/sha2.js';
import { createBlockCompressor, type BlockCompressor } from './sha256-wasm.ts';

/** SHA-256 that takes its content piece by piece. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** Ends it. */
  digest(): Uint8Array;
}

/** What a host has handed in; SHA-256 is SHA-256, so nothing but the time depends on it. */
let native: (() => Sha256) | null = null;

/** Hosts with a SHA-256 of their own hand it in as they start. */
export function provideSha256(create: () => Sha256): void {
  native = create;
}

/** The host's; else in WebAssembly; in JavaScript where that is not allowed. The digests are the same. */
export function createSha256(): Sha256 {
  if (native !== null) return native();
  const compressor = sharedCompressor();
  return compressor === null ? javascriptSha256() : wasmSha256(compressor);
}

/** One for all: between two calls nothing is kept in it. null = not allowed here; undefined = not tried. */
let known: BlockCompressor | null | undefined;

function sharedCompressor(): BlockCompressor | null {
  if (known !== undefined) return known;
  try {
    known = createBlockCompressor();
  } catch {
    // A page may forbid WebAssembly; hashing is slower then, and nothing else changes.
    known = null;
  }
  return known;
}

function javascriptSha256(): Sha256 {
  const state = sha256.create();
  return { update: (bytes) => void state.update(bytes), digest: () => state.digest() };
}

const BLOCK_BYTES = 64;

/** The first 32 bits of the fractional parts of the square roots of the first eight primes (section 5.3.3). */
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

function wasmSha256({ state: shared, blocks, compress }: BlockCompressor): Sha256 {
  const state = Uint32Array.from(INITIAL);
  const partial = new Uint8Array(BLOCK_BYTES);
  let held = 0;
  let totalBytes = 0;

  function update(bytes: Uint8Array): void {
    totalBytes += bytes.length;
    let at = 0;
    if (held > 0) {
      at = Math.min(bytes.length, BLOCK_BYTES - held);
      partial.set(bytes.subarray(0, at), held);
      held += at;
      if (held < BLOCK_BYTES) return;
      compressAll(partial);
      held = 0;
    }
    const whole = at + ((bytes.length - at) & ~(BLOCK_BYTES - 1));
    if (whole > at) compressAll(bytes.subarray(at, whole));
    partial.set(bytes.subarray(whole));
    held = bytes.length - whole;
  }

  /** `bytes`: whole blocks. */
  function compressAll(bytes: Uint8Array): void {
    const most = blocks.length & ~(BLOCK_BYTES - 1);
    shared.set(state);
    for (let at = 0; at < bytes.length; at += most) {
      const part = bytes.subarray(at, at + most);
      blocks.set(part);
      compress(part.length / BLOCK_BYTES);
    }
    state.set(shared);
  }

  /** Section 5.1.1: a one bit, zeros, and the length in bits as 64 bits, up to whole blocks. */
  function digest(): Uint8Array {
    const end = new Uint8Array(held + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES);
    end.set(partial.subarray(0, held));
    end[held] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(totalBytes / 2 ** 29));
    view.setUint32(end.length - 4, (totalBytes * 8) >>> 0);
    compressAll(end);
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => out.setUint32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  return { update, digest };
}
