/** Less than this is not worth it: a prediction of one row asks for a few hundred bytes, often. */
const SHARED_FROM_BYTES = 1 << 19;

/**
 * Zeroed memory for what threads may read together: shared where the platform has that and it is large, so that
 * a team takes the matrix as preparation made it and nobody copies it.
 */
export function shareableBytes(byteLength: number): ArrayBufferLike {
  if (byteLength < SHARED_FROM_BYTES || typeof SharedArrayBuffer !== 'function')
    return new ArrayBuffer(byteLength);
  return new SharedArrayBuffer(byteLength);
}

/** So many zeros in {@link shareableBytes}. */
export const shareableFloats = (length: number): Float64Array => new Float64Array(shareableBytes(8 * length));
