import { freemem } from 'node:os';

/** Bytes that this process may still take, by the machine and by the limits of its container. */
export function freeMemory(): number {
  const { availableMemory } = process as { availableMemory?: () => number };
  return Math.min(freemem(), availableMemory?.() ?? Infinity);
}
