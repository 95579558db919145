/**
 * The arithmetic of dense layers in single precision. Arrays are named by the place of their first float
 * in the team's memory; strides and widths are multiples of 4. Sums run in ascending order of their index,
 * one rounding a product and one an addition, so TypeScript and WebAssembly give the same bits.
 */
export interface DenseKernels {
  /** c[i, j] = bias[j] + Σk a[i, k] · b[k, j]; `bias` 0 = none. */
  multiply(
    a: number,
    aStride: number,
    b: number,
    bStride: number,
    bias: number,
    c: number,
    cStride: number,
    rows: number,
    depth: number,
    width: number,
  ): void;
  /** g[i, j] += Σr a[r, i] · d[r, j]. */
  addProducts(
    a: number,
    aStride: number,
    d: number,
    dStride: number,
    g: number,
    gStride: number,
    rows: number,
    height: number,
    width: number,
  ): void;
  /** out[j] += Σr d[r, j]. */
  addRows(d: number, dStride: number, out: number, rows: number, width: number): void;
  /** c[j] = bias[j] + Σ value · b[column, j] over the stored values of one row; columns are int32. */
  multiplySparse(
    columns: number,
    values: number,
    count: number,
    b: number,
    bStride: number,
    bias: number,
    c: number,
    width: number,
  ): void;
  /** g[column, j] += value · d[j] over the stored values of one row. */
  addProductsSparse(
    columns: number,
    values: number,
    count: number,
    d: number,
    g: number,
    gStride: number,
    width: number,
  ): void;
  /** t[j, i] = b[i, j] for `height` rows of `width`. */
  transpose(b: number, bStride: number, t: number, tStride: number, height: number, width: number): void;
  rectify(x: number, length: number): void;
  tanh(x: number, length: number): void;
  sigmoid(x: number, length: number): void;
  /** d = d · f′, from the activation y; so the next two. */
  rectifyBack(y: number, d: number, length: number): void;
  tanhBack(y: number, d: number, length: number): void;
  sigmoidBack(y: number, d: number, length: number): void;
  /** out = x · mask. */
  mask(x: number, mask: number, out: number, length: number): void;
  /** One step of Adam; `rate` and `epsilon` carry the corrections of the step. */
  adam(
    weights: number,
    gradients: number,
    first: number,
    second: number,
    length: number,
    penalty: number,
    rate: number,
    epsilon: number,
  ): void;
}
