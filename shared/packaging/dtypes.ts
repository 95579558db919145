import type { TensorData } from '../numeric/tensor.ts';

/** Element types of a package, by their safetensors names. */
export type Dtype = 'F64' | 'F32' | 'I32' | 'U32' | 'U16' | 'U8';

interface DtypeEntry {
  readonly sizeBytes: number;
  /** Values laid over `buffer` from its first byte. */
  over(buffer: ArrayBuffer): TensorData;
}

export const dtypes: Readonly<Record<Dtype, DtypeEntry>> = {
  F64: { sizeBytes: 8, over: (buffer) => new Float64Array(buffer) },
  F32: { sizeBytes: 4, over: (buffer) => new Float32Array(buffer) },
  I32: { sizeBytes: 4, over: (buffer) => new Int32Array(buffer) },
  U32: { sizeBytes: 4, over: (buffer) => new Uint32Array(buffer) },
  U16: { sizeBytes: 2, over: (buffer) => new Uint16Array(buffer) },
  U8: { sizeBytes: 1, over: (buffer) => new Uint8Array(buffer) },
};

/** The element type of a typed array. */
export function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint32Array) return 'U32';
  if (data instanceof Uint16Array) return 'U16';
  return 'U8';
}

/** Position of the first NaN or infinity, −1 when all values are finite. */
export function firstNonFinite(data: TensorData): number {
  if (!(data instanceof Float64Array || data instanceof Float32Array)) return -1;
  for (let i = 0; i < data.length; i += 1) if (!Number.isFinite(data[i]!)) return i;
  return -1;
}
