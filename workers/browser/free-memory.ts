/** Of the machine's memory, what one page may take without others suffering. */
const SHARE = 0.5;
/** Where the browser says nothing: what a small phone has to give. */
const UNKNOWN_GIB = 4;

/**
 * Bytes that a training may take. No browser says what is free, and those that name the size of the
 * memory round it and end at 8 or 32 GiB, so that it is a guess on the safe side.
 */
export function freeMemory(): number {
  const { deviceMemory = UNKNOWN_GIB } = navigator as { deviceMemory?: number };
  return deviceMemory * SHARE * 2 ** 30;
}
