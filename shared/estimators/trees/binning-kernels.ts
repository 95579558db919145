import { loadKernels } from '../../numeric/kernels.ts';
import type { Team } from '../estimator.ts';
import { BINNING } from './binning.wasm.ts';

/** What binning.as.ts exports. Pointers: bytes from the start of the team's memory. */
export interface BinningKernels {
  sortDoubles(values: number, spare: number, counts: number, length: number): void;
  binTile(tile: number, rows: number, stride: number, table: number, firstStep: number, out: number): void;
}

/** null where the team has no memory for kernels, or the engine does not take them. */
export const binningKernels = ({ memory }: Team): BinningKernels | null =>
  memory && loadKernels<BinningKernels>(BINNING, memory);
