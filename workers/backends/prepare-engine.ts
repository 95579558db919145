import type { Tf } from './backend.ts';

/** Keeps tfjs from printing advice into the output of a command. */
export function silence(tf: Tf): Tf {
  tf.env().set('PROD', true);
  return tf;
}

/**
 * One thread with SIMD: the threads of the wasm backend hang for ever in minified builds (tfjs turns
 * its factory into text, and the minifier drops a guard). The flag exists once the backend is loaded,
 * and counts until it is started.
 */
export function singleThreadedWasm(tf: Tf): void {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
}
