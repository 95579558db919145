import type { SagaState, SagaSteps } from './saga-steps.ts';

/** What saga.as.ts exports. */
export interface SagaKernels {
  sagaRows(...args: number[]): void;
}

/** The steps by the kernel: the state must lie in the memory that the kernel was loaded over. */
export function sagaKernel(state: SagaState, kernels: SagaKernels): SagaSteps {
  const at = (array: { byteOffset: number }): number => array.byteOffset;
  return (from, to, { size, shrink, bias }) =>
    kernels.sagaRows(
      at(state.order),
      from,
      to,
      at(state.starts),
      at(state.columns),
      at(state.values),
      at(state.y),
      at(state.rowWeights),
      state.nRows,
      state.nFeatures,
      state.nVectors,
      state.stride,
      at(state.weights),
      at(state.gradients),
      at(state.residuals),
      at(state.lasts),
      at(state.powers),
      at(state.sums),
      at(state.scratch),
      at(state.shares),
      size,
      shrink,
      bias,
    );
}
