import { AppError } from '../../errors/app-error.ts';
import { createPlainMemory, regionsOf } from '../../numeric/kernel-memory.ts';
import { loadKernels } from '../../numeric/kernels.ts';
import type { Matrix } from '../../numeric/matrix.ts';
import { ENSEMBLE } from './ensemble.wasm.ts';

/** What ensemble.as.ts exports. Pointers: bytes from the start of the memory. */
interface EnsembleKernels {
  addLeaves(
    nodes: number,
    roots: number,
    depths: number,
    valueAt: number,
    values: number,
    nTrees: number,
    leafWidth: number,
    x: number,
    nRows: number,
    nColumns: number,
    out: number,
    nOutputs: number,
  ): void;
}

/** What the kernel reads of a `TreeEnsemble`. */
export interface LaidOutTrees {
  readonly nTrees: number;
  readonly leafWidth: number;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly doubles: Float64Array;
  readonly valueAt: Int32Array;
  readonly values: Float64Array;
}

/** The kernel way of `addLeaves`: the same bits, over a copy of the trees in memory of its own. */
export type AddLeaves = (X: Matrix, out: Float64Array, nOutputs: number) => void;

/** Trees × rows from which the copy pays: a millisecond of TypeScript or more. */
const MIN_WALKS = 20_000;
/** Doubles of X that a block has: they stay in the second-level cache while tree after tree passes. */
const BLOCK_CELLS = 32_768;

const prepared = new WeakMap<LaidOutTrees, AddLeaves | null>();

/** The kernel for this ensemble where it pays, or is prepared anyway; null = TypeScript. */
export function ensembleKernel(ensemble: LaidOutTrees, { nRows, nColumns }: Matrix): AddLeaves | null {
  if (nColumns > BLOCK_CELLS || ensemble.leafWidth > BLOCK_CELLS) return null;
  const known = prepared.get(ensemble);
  if (known !== undefined) return known;
  if (nRows * ensemble.nTrees < MIN_WALKS) return null;
  const kernel = prepare(ensemble);
  prepared.set(ensemble, kernel);
  return kernel;
}

function prepare(ensemble: LaidOutTrees): AddLeaves | null {
  const memory = memoryFor(ensemble);
  const kernels = memory === null ? null : loadKernels<EnsembleKernels>(ENSEMBLE, memory);
  if (memory === null || kernels === null) return null;
  const { doubles, roots, depths, valueAt, values, nTrees, leafWidth } = ensemble;
  const region = regionsOf(memory);
  const copy = (from: Float64Array | Int32Array): number => {
    const { buffer, byteOffset } = region(from.byteLength);
    const to = new Uint8Array(buffer, byteOffset, from.byteLength);
    to.set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength));
    return byteOffset;
  };
  const trees = [doubles, roots, depths, valueAt, values].map(copy) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const rows = new Float64Array(memory.buffer, region(8 * BLOCK_CELLS).byteOffset, BLOCK_CELLS);
  const sums = new Float64Array(memory.buffer, region(8 * BLOCK_CELLS).byteOffset, BLOCK_CELLS);
  return (X, out, nOutputs) => {
    const height = blockRows(X.nColumns, nOutputs);
    for (let start = 0; start < X.nRows; start += height) {
      const end = Math.min(X.nRows, start + height);
      rows.set(X.values.subarray(start * X.nColumns, end * X.nColumns));
      const part = out.subarray(start * nOutputs, end * nOutputs);
      sums.set(part);
      const [x, y] = [rows.byteOffset, sums.byteOffset];
      kernels.addLeaves(...trees, nTrees, leafWidth, x, end - start, X.nColumns, y, nOutputs);
      part.set(sums.subarray(0, part.length));
    }
  };
}

const blockRows = (nColumns: number, nOutputs: number): number =>
  Math.floor(BLOCK_CELLS / Math.max(nColumns, nOutputs));

/** null where no memory is to be had: the trees then stay where they are. */
function memoryFor({ doubles, roots, depths, valueAt, values }: LaidOutTrees): WebAssembly.Memory | null {
  const bytes = [doubles, roots, depths, valueAt, values].reduce((sum, part) => sum + part.byteLength + 8, 0);
  try {
    return createPlainMemory(bytes + 16 * BLOCK_CELLS);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return null;
  }
}
