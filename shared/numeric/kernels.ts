import { fromBase64 } from '../records/base64.ts';

/**
 * WebAssembly beside the TypeScript it must equal, bit for bit. A kernel is written in AssemblyScript in
 * `<name>.as.ts` and compiled by `npm run kernels` into `<name>.wasm.ts`, once for memory that threads
 * share and once for memory of its own.
 */
export interface KernelBinary {
  /** Base64; imports `env.memory` as shared memory. */
  readonly shared: string;
  /** Base64; imports `env.memory` as unshared memory. */
  readonly plain: string;
}

const compiled = new WeakMap<KernelBinary, Map<keyof KernelBinary, WebAssembly.Module | null>>();

/**
 * The functions of a binary over this memory, or null where the engine does not take it (no SIMD): the
 * caller then goes its TypeScript way. Compiles once a thread, about a millisecond.
 */
export function loadKernels<Exports>(binary: KernelBinary, memory: WebAssembly.Memory): Exports | null {
  const kind = memory.buffer instanceof ArrayBuffer ? 'plain' : 'shared';
  const known = compiled.get(binary) ?? new Map<keyof KernelBinary, WebAssembly.Module | null>();
  compiled.set(binary, known);
  let module = known.get(kind);
  if (module === undefined) known.set(kind, (module = compile(fromBase64(binary[kind]))));
  return module === null ? null : (new WebAssembly.Instance(module, { env: { memory } }).exports as Exports);
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}
