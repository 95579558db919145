type Growable = Float64Array | Uint32Array | Int32Array | Uint8Array;

/** The same content in an array of at least `atLeast` elements, twice as large as before. */
export function grow<T extends Growable>(array: T, atLeast: number): T {
  const larger = emptyLike(array, Math.max(atLeast, 2 * array.length, 16));
  larger.set(array);
  return larger;
}

/**
 * The first `length` elements: a view while little of the array would lie idle, else a copy of just that
 * size. (Copying touches every page once more, which costs more than a few idle ones.)
 */
export function trim<T extends Growable>(array: T, length: number): T {
  const fits = array.length - length <= array.length >> 3;
  return (fits ? array.subarray(0, length) : array.slice(0, length)) as T;
}

function emptyLike<T extends Growable>(array: T, length: number): T {
  return new (array.constructor as new (length: number) => T)(length);
}
