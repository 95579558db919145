import { expect, it } from 'vitest';
import { outdatedKernels } from '../../cli/build-kernels.mjs';

it('every binary is what its source makes', async () => {
  const outdated = await outdatedKernels();
  expect(outdated.map(({ file }) => file)).toEqual([]);
}, 120_000);
