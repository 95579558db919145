import { createPlainMemory, createSharedMemory, regionsOf } from '../numeric/kernel-memory.ts';
import type { Team } from './estimator.ts';

export interface SoloOptions {
  /**
   * An upper bound of what the fit asks of `shared`, in bytes. Needed for kernels where memory cannot
   * grow under its views: in a page that is not cross-origin isolated.
   */
  readonly workBytes?: number;
  /** false = TypeScript only, the oracle of the kernels. */
  readonly kernels?: boolean;
}

/** A team of one: nobody to wait for, and memory of its own. One for each fit. */
export function soloTeam({ workBytes, kernels = true }: SoloOptions = {}): Team {
  const memory = kernels ? memoryOfOne(workBytes) : null;
  const shared = memory === null ? separateBuffers : regionsOf(memory);
  return { index: 0, size: 1, memory, barrier: () => {}, shared };
}

function memoryOfOne(workBytes: number | undefined): WebAssembly.Memory | null {
  if (typeof SharedArrayBuffer === 'function') return createSharedMemory();
  return workBytes === undefined ? null : createPlainMemory(workBytes);
}

const separateBuffers: Team['shared'] = (byteLength) => ({
  buffer: new ArrayBuffer(byteLength),
  byteOffset: 0,
});
