import { createHash } from 'node:crypto';
import { provideSha256 } from '../../shared/records/sha256.ts';

/** OpenSSL uses the processor's own instructions: several times as fast as WebAssembly. */
export function useNativeSha256(): void {
  provideSha256(() => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  });
}
