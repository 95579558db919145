import type { Region } from '../../numeric/kernel-memory.ts';
import type { Team } from '../estimator.ts';

const aligned = (byteLength: number): number => Math.ceil(byteLength / 16) * 16;

/** What the pieces take for one peer. */
export const peerBytes = (pieces: readonly number[]): number =>
  pieces.reduce((sum, byteLength) => sum + aligned(byteLength), 0);

/** A peer's own part of the team's memory, handed out piece by piece; nobody else writes there. */
export type PeerMemory = (byteLength: number) => Region;

/**
 * Reserves the same pieces for every peer at once; all peers must ask for the same. The pieces start at
 * multiples of 16 bytes from the first, which is 8-byte aligned.
 */
export function peerMemory(team: Team, pieces: readonly number[]): PeerMemory {
  const size = peerBytes(pieces);
  const { buffer, byteOffset } = team.shared(size * team.size);
  const end = byteOffset + size * (team.index + 1);
  let next = byteOffset + size * team.index;
  return (byteLength) => {
    const at = next;
    next += aligned(byteLength);
    if (next > end) throw new RangeError(`${byteLength} bytes were not reserved.`);
    return { buffer, byteOffset: at };
  };
}

export const int32At = ({ buffer, byteOffset }: Region, length: number): Int32Array =>
  new Int32Array(buffer, byteOffset, length);
export const uint16At = ({ buffer, byteOffset }: Region, length: number): Uint16Array =>
  new Uint16Array(buffer, byteOffset, length);
export const uint8At = ({ buffer, byteOffset }: Region, length: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);
export const float64At = ({ buffer, byteOffset }: Region, length: number): Float64Array =>
  new Float64Array(buffer, byteOffset, length);
