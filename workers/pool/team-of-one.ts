import { AppError } from '../../shared/errors/app-error.ts';
import type { Team } from '../../shared/estimators/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { KERNEL_LIMIT_BYTES } from '../../shared/numeric/kernel-memory.ts';

/** The bound is taken in one piece where memory cannot grow; a fit that asks for less piece by piece may still fit. */
export function teamOfOne(workBytes: number): Team {
  if (workBytes > KERNEL_LIMIT_BYTES) return soloTeam({ kernels: false });
  try {
    return soloTeam({ workBytes });
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'out-of-memory') throw thrown;
    return soloTeam({ kernels: false });
  }
}
