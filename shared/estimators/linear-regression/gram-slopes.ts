import type { Slopes } from './slopes.ts';
import type { NormalEquations } from './normal-equations.ts';

/** Slopes from the normal equations: a move costs nFeatures, whatever the rows. */
export function gramSlopes({ gram, moment }: NormalEquations): Slopes {
  const carried = moment.slice();
  const n = carried.length;
  return {
    carried,
    at: (feature) => carried[feature]!,
    move(feature, change) {
      for (let j = 0, at = feature * n; j < n; j += 1, at += 1) carried[j]! -= change * gram.values[at]!;
    },
  };
}
