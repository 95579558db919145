import type { DualMode, DualState, DualSteps } from './dual-steps.ts';

/** What dual.as.ts exports. */
export interface DualKernels {
  dualRows(...args: number[]): void;
}

const MODES: Record<DualMode, number> = { step: 0, look: 1, adopt: 2 };

/** The steps by the kernel: the state must lie in the memory that the kernel was loaded over. */
export function dualKernel(state: DualState, kernels: DualKernels): DualSteps {
  const at = (array: { byteOffset: number }): number => array.byteOffset;
  return (from, to, { mode, relaxation, kappa, interceptStep, interceptDrift }) =>
    kernels.dualRows(
      at(state.order),
      from,
      to,
      at(state.starts),
      at(state.columns),
      at(state.values),
      at(state.y),
      at(state.rowWeights),
      at(state.stiffness),
      state.nFeatures,
      state.nVectors,
      state.stride,
      at(state.weights),
      at(state.intercepts),
      at(state.residuals),
      at(state.totals),
      at(state.gradients),
      at(state.shares),
      at(state.scratch),
      MODES[mode],
      relaxation,
      kappa,
      interceptStep,
      interceptDrift,
    );
}
