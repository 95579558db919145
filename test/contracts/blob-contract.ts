import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { code } from './code.ts';
import type { Ground } from './ground.ts';

export function describeBlobs(at: Ground): void {
  describe('blobs', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i);

    test('come back under the SHA-256 of their bytes, also after a restart', async () => {
      const digest = await at.workspace.blobs.put(bytes);
      expect(digest).toBe(sha256Hex(bytes));
      expect(await at.workspace.blobs.put(bytes)).toBe(digest);
      await at.reopen();
      expect(await at.workspace.blobs.has(digest)).toBe(true);
      expect(Buffer.from((await at.workspace.blobs.get(digest))!).equals(bytes)).toBe(true);
    });

    test('that are not there are null, whatever they are called', async () => {
      for (const digest of ['f'.repeat(64), '', '../treadle.db', '..']) {
        expect(await at.workspace.blobs.get(digest)).toBeNull();
        expect(await at.workspace.blobs.has(digest)).toBe(false);
      }
    });

    test('that were damaged are artifact-corrupt, and putting them again mends them', async () => {
      const digest = await at.workspace.blobs.put(bytes);
      await at.damageBlob(digest);
      await expect(at.workspace.blobs.get(digest)).rejects.toThrow(code('artifact-corrupt'));
      await at.workspace.blobs.put(bytes);
      expect(Buffer.from((await at.workspace.blobs.get(digest))!).equals(bytes)).toBe(true);
    });
  });
}
