/** A named typed array with a shape, as it stands in a model package (safetensors dtypes). */
export type TensorData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

export interface Tensor {
  readonly name: string;
  /** Row-major; the product of the shape is the length of `data`. */
  readonly shape: readonly number[];
  readonly data: TensorData;
}
