type Growable = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** The same content in an array of at least `atLeast` elements, twice as large as before. */
export function grow<T extends Growable>(array: T, atLeast: number): T {
  const larger = emptyLike(array, Math.max(atLeast, 2 * array.length, 16));
  larger.set(array);
  return larger;
}

/** The first `length` elements in an array of just that size. */
export function trim<T extends Growable>(array: T, length: number): T {
  return (array.length === length ? array : array.slice(0, length)) as T;
}

function emptyLike<T extends Growable>(array: T, length: number): T {
  return new (array.constructor as new (length: number) => T)(length);
}
