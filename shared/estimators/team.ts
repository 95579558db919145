import type { Team } from './estimator.ts';

/** A team of one: nobody to wait for, and memory of its own. */
export const singleTeam: Team = {
  index: 0,
  size: 1,
  barrier: () => {},
  shared: (byteLength) => ({ buffer: new ArrayBuffer(byteLength), byteOffset: 0 }),
};
