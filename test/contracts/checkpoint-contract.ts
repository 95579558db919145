import { describe, expect, test } from 'vitest';
import type { Ground } from './ground.ts';

const bytes = (first: number, length = 1000) => Uint8Array.from({ length }, (_, i) => (first + i) % 256);

export function describeCheckpoints(at: Ground): void {
  describe('checkpoints', () => {
    test('the last one stays, also over a restart, until it is deleted', async () => {
      const { checkpoints } = at.workspace;
      expect(await checkpoints.get('r1')).toBeNull();
      await checkpoints.put('r1', bytes(1));
      await checkpoints.put('r1', bytes(7, 900));
      await checkpoints.put('r2', bytes(3));
      await at.reopen();
      expect(new Uint8Array((await at.workspace.checkpoints.get('r1'))!)).toEqual(bytes(7, 900));
      expect(await at.workspace.checkpoints.has('r2')).toBe(true);
      await at.workspace.checkpoints.delete('r1');
      await at.workspace.checkpoints.delete('never-there');
      expect(await at.workspace.checkpoints.has('r1')).toBe(false);
      expect(new Uint8Array((await at.workspace.checkpoints.get('r2'))!)).toEqual(bytes(3));
    });

    test('whoever else has the workspace open sees it', async () => {
      const other = await at.another();
      await at.workspace.checkpoints.put('r1', bytes(5));
      expect(new Uint8Array((await other.checkpoints.get('r1'))!)).toEqual(bytes(5));
    });
  });
}
