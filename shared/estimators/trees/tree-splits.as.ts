// Kernels that look for the best split of a node: integer sums, so that they equal the TypeScript bit for bit.
// Pointers are bytes from the start of the team's memory. Layouts are those of the TypeScript beside it.

/* ---- histograms ------------------------------------------------------------------------------------
 * Four kinds, told by the element type:
 *   u64   two classes: draws of class 0 in the low word, of class 1 in the high one
 *   u32   classes: [class × span + bin], draws
 *   f64   classes with row weights: the same, weights
 *   v128  a number: weight and sum of weight × target, side by side
 */

// @ts-ignore: decorator
@inline
function baseOf<T>(codes: usize, row: usize, span: usize): usize {
  if (isVector<T>() || isSame<T, u64>()) return 0;
  return span * (<usize>load<u16>(codes + (row << 1)) & 255);
}

// @ts-ignore: decorator
@inline
function isSame<A, B>(): bool {
  return sizeof<A>() == sizeof<B>() && isFloat<A>() == isFloat<B>() && isVector<A>() == isVector<B>();
}

// @ts-ignore: decorator
@inline
function termOf<T>(codes: usize, weights: usize, row: usize): T {
  if (isVector<T>()) {
    const code = load<i32>(codes + (row << 2));
    const drawn = code & 127;
    if (weights == 0)
      return f64x2.convert_low_i32x4_s(
        i32x4.replace_lane(i32x4.splat(drawn), 1, drawn * (code >> 7)),
      );
    const weight = <f64>drawn * load<f64>(weights + (row << 3));
    return f64x2.replace_lane(f64x2.splat(weight), 1, weight * <f64>(code >> 7));
  } else if (isSame<T, u64>()) {
    const code = <u64>load<u8>(codes + row);
    return <T>((code >> 1) << ((code & 1) << 5));
  } else if (isFloat<T>()) {
    return <T>(<f64>(load<u16>(codes + (row << 1)) >> 8) * load<f64>(weights + (row << 3)));
  } else {
    return <T>(load<u16>(codes + (row << 1)) >> 8);
  }
}

// @ts-ignore: decorator
@inline
function add<T>(hist: usize, index: usize, term: T): void {
  const at = hist + index * sizeof<T>();
  if (isVector<T>()) v128.store(at, f64x2.add(v128.load(at), <v128>term));
  else store<T>(at, <T>(load<T>(at) + term));
}

// @ts-ignore: decorator
@inline
function rowAt(order: usize, i: i32): usize {
  return <usize>load<i32>(order + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
function binCountOf(binCounts: usize, feature: i32): i32 {
  return load<i32>(binCounts + (<usize>feature << 2));
}

function fill4<T>(
  order: usize, start: i32, end: i32, codes: usize, weights: usize,
  c0: usize, c1: usize, c2: usize, c3: usize,
  o1: usize, o2: usize, o3: usize, span: usize, hist: usize,
): void {
  for (let i = start; i < end; i++) {
    const row = rowAt(order, i);
    const base = baseOf<T>(codes, row, span);
    const term = termOf<T>(codes, weights, row);
    add<T>(hist, base + load<u8>(c0 + row), term);
    add<T>(hist, base + o1 + load<u8>(c1 + row), term);
    add<T>(hist, base + o2 + load<u8>(c2 + row), term);
    add<T>(hist, base + o3 + load<u8>(c3 + row), term);
  }
}

function fill2<T>(
  order: usize, start: i32, end: i32, codes: usize, weights: usize,
  c0: usize, c1: usize, o1: usize, span: usize, hist: usize,
): void {
  for (let i = start; i < end; i++) {
    const row = rowAt(order, i);
    const base = baseOf<T>(codes, row, span);
    const term = termOf<T>(codes, weights, row);
    add<T>(hist, base + load<u8>(c0 + row), term);
    add<T>(hist, base + o1 + load<u8>(c1 + row), term);
  }
}

function fill1<T>(
  order: usize, start: i32, end: i32, codes: usize, weights: usize,
  c0: usize, span: usize, hist: usize,
): void {
  for (let i = start; i < end; i++) {
    const row = rowAt(order, i);
    add<T>(hist, baseOf<T>(codes, row, span) + load<u8>(c0 + row), termOf<T>(codes, weights, row));
  }
}

// @ts-ignore: decorator
@inline
function clear<T>(hist: usize, span: usize, nTotals: i32): void {
  const width: usize = isVector<T>() || isSame<T, u64>() ? 1 : <usize>nTotals;
  memory.fill(hist, 0, span * width * sizeof<T>());
}

/* ---- occupied bins: `list` (i32) in ascending order ------------------------------------------------ */

function collect<T>(hist: usize, offset: usize, nBins: i32, span: usize, nTotals: i32, list: usize): i32 {
  let count = 0;
  for (let bin = 0; bin < nBins; bin++) {
    store<i32>(list + (<usize>count << 2), bin);
    const index = offset + bin;
    if (isVector<T>()) {
      count += i32(load<f64>(hist + (index << 4)) > 0);
    } else if (isSame<T, u64>()) {
      count += i32(load<u64>(hist + (index << 3)) != 0);
    } else {
      let weight: T = 0;
      for (let c = 0; c < nTotals; c++) weight = <T>(weight + load<T>(hist + (index + c * span) * sizeof<T>()));
      count += i32(weight > 0);
    }
  }
  return count;
}

const SMALL_NODE = 96;

/** Lists the bins of one feature that few rows fall into, and fills the histogram at those alone. */
function fillSmall<T>(
  order: usize, start: i32, end: i32, codes: usize, weights: usize,
  column: usize, span: usize, nTotals: i32, hist: usize, list: usize,
): i32 {
  // Behind the list: a mask of 256 bits, then the bin of each row.
  const mask = list + 1088;
  const bins = mask + 32;
  v128.store(mask, i64x2.splat(0));
  v128.store(mask, i64x2.splat(0), 16);
  for (let i = start; i < end; i++) {
    const bin = load<u8>(column + rowAt(order, i));
    store<u8>(bins + (i - start), bin);
    const word = mask + ((<usize>bin >> 6) << 3);
    store<u64>(word, load<u64>(word) | (<u64>1 << (<u64>bin & 63)));
  }
  let count = 0;
  for (let word = 0; word < 4; word++) {
    for (let left = load<u64>(mask + (<usize>word << 3)); left != 0; left &= left - 1)
      store<i32>(list + ((<usize>(count++)) << 2), (word << 6) + <i32>ctz<u64>(left));
  }
  if (count < 2) return count;
  for (let k = 0; k < count; k++) {
    const bin = <usize>load<i32>(list + (<usize>k << 2));
    if (isVector<T>()) v128.store(hist + (bin << 4), f64x2.splat(0));
    else if (isSame<T, u64>()) store<u64>(hist + (bin << 3), 0);
    else for (let c = 0; c < nTotals; c++) store<T>(hist + (bin + c * span) * sizeof<T>(), 0);
  }
  for (let i = start; i < end; i++) {
    const row = rowAt(order, i);
    const bin = <usize>load<u8>(bins + (i - start));
    add<T>(hist, baseOf<T>(codes, row, span) + bin, termOf<T>(codes, weights, row));
  }
  return count;
}

/* ---- scans -----------------------------------------------------------------------------------------
 * best: f64 score, i32 feature, i32 bin, then the left child's totals (f64).
 * work: nTotals f64, the sums on the left.
 */

// @ts-ignore: decorator
@inline
function splitBin(list: usize, k: i32, cut: i32): i32 {
  if (cut >= 0) return cut;
  const at = list + (<usize>k << 2);
  return (load<i32>(at) + load<i32>(at, 4) - 1) >> 1;
}

// @ts-ignore: decorator
@inline
function take(best: usize, score: f64, feature: i32, bin: i32): void {
  store<f64>(best, score);
  store<i32>(best, feature, 8);
  store<i32>(best, bin, 12);
}

/** Scores the splits after the listed bins first … last − 1; `cut` ≥ 0 names the split's bin. */
function scan<T>(
  hist: usize, offset: usize, span: usize, list: usize, first: i32, last: i32, cut: i32, feature: i32,
  totals: usize, nTotals: i32, factors: usize, minLeaf: f64, work: usize, best: usize,
): void {
  let bestScore = load<f64>(best);
  if (isVector<T>()) {
    const total = v128.load(totals);
    let left = f64x2.splat(0);
    for (let k = 0; k < last; k++) {
      left = f64x2.add(left, v128.load(hist + ((offset + load<i32>(list + (<usize>k << 2))) << 4)));
      if (k < first) continue;
      const right = f64x2.sub(total, left);
      if (f64x2.extract_lane(left, 0) < minLeaf) continue;
      if (f64x2.extract_lane(right, 0) < minLeaf) return;
      const weights = i8x16.shuffle(left, right, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
      const sums = i8x16.shuffle(left, right, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
      const parts = f64x2.div(f64x2.mul(sums, sums), weights);
      const score = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
      if (score <= bestScore) continue;
      bestScore = score;
      take(best, score, feature, splitBin(list, k, cut));
      v128.store(best, left, 16);
    }
  } else if (isSame<T, u64>()) {
    const total0 = load<f64>(totals);
    const total1 = load<f64>(totals, 8);
    const a = v128.load64_splat(factors);
    const b = v128.load64_splat(factors, 8);
    let left: u64 = 0;
    for (let k = 0; k < last; k++) {
      left += load<u64>(hist + ((offset + load<i32>(list + (<usize>k << 2))) << 3));
      if (k < first) continue;
      const left0 = <f64>(left & 0xffffffff);
      const left1 = <f64>(left >> 32);
      const right0 = total0 - left0;
      const right1 = total1 - left1;
      if (left0 + left1 < minLeaf) continue;
      if (right0 + right1 < minLeaf) return;
      const n0 = f64x2.mul(a, f64x2.replace_lane(f64x2.splat(left0), 1, right0));
      const n1 = f64x2.mul(b, f64x2.replace_lane(f64x2.splat(left1), 1, right1));
      const squares = f64x2.add(f64x2.mul(n0, n0), f64x2.mul(n1, n1));
      const parts = f64x2.div(squares, f64x2.add(n0, n1));
      const score = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
      if (score <= bestScore) continue;
      bestScore = score;
      take(best, score, feature, splitBin(list, k, cut));
      store<f64>(best, left0, 16);
      store<f64>(best, left1, 24);
    }
  } else {
    memory.fill(work, 0, <usize>nTotals << 3);
    for (let k = 0; k < last; k++) {
      const at = hist + (offset + load<i32>(list + (<usize>k << 2))) * sizeof<T>();
      let weight = f64x2.splat(0);
      let sum = f64x2.splat(0);
      let squares = f64x2.splat(0);
      for (let c: usize = 0; c < <usize>nTotals; c++) {
        const l = load<f64>(work + (c << 3)) + <f64>load<T>(at + c * span * sizeof<T>());
        store<f64>(work + (c << 3), l);
        const both = f64x2.replace_lane(f64x2.splat(l), 1, load<f64>(totals + (c << 3)) - l);
        const weighted = f64x2.mul(both, v128.load64_splat(factors + (c << 3)));
        weight = f64x2.add(weight, both);
        sum = f64x2.add(sum, weighted);
        squares = f64x2.add(squares, f64x2.mul(weighted, weighted));
      }
      if (k < first) continue;
      if (f64x2.extract_lane(weight, 1) < minLeaf) return;
      if (f64x2.extract_lane(weight, 0) < minLeaf) continue;
      const parts = f64x2.div(squares, sum);
      const score = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
      if (score <= bestScore) continue;
      bestScore = score;
      take(best, score, feature, splitBin(list, k, cut));
      memory.copy(best + 16, work, <usize>nTotals << 3);
    }
  }
}

const EDGES_PER_FEATURE: usize = 255;

/** All splits of a feature, or, with `cuts`, the one at a share of the way between its outer edges. */
function choose<T>(
  hist: usize, offset: usize, span: usize, list: usize, count: i32, feature: i32,
  totals: usize, nTotals: i32, factors: usize, minLeaf: f64, cuts: usize, k: i32, edges: usize,
  work: usize, best: usize,
): void {
  if (count < 2) return;
  if (cuts == 0) {
    scan<T>(hist, offset, span, list, 0, count - 1, -1, feature, totals, nTotals, factors, minLeaf, work, best);
    return;
  }
  const own = edges + ((<usize>feature * EDGES_PER_FEATURE) << 3);
  const low = load<i32>(list);
  const high = load<i32>(list + (<usize>(count - 1) << 2)) - 1;
  const from = load<f64>(own + (<usize>low << 3));
  const wanted = from + load<f64>(cuts + (<usize>k << 3)) * (load<f64>(own + (<usize>high << 3)) - from);
  let cut = low;
  while (cut < high && load<f64>(own + (<usize>cut << 3)) < wanted) cut++;
  if (cut > low && wanted - load<f64>(own + (<usize>(cut - 1) << 3)) < load<f64>(own + (<usize>cut << 3)) - wanted) cut--;
  let last = 0;
  while (load<i32>(list + (<usize>last << 2)) <= cut) last++;
  scan<T>(hist, offset, span, list, last - 1, last, cut, feature, totals, nTotals, factors, minLeaf, work, best);
}

/** Improves `best` by splits on features[from … to) (i32) of the rows order[start … end). */
function search<T>(
  order: usize, start: i32, end: i32, codes: usize, weights: usize, columns: usize, nRows: i32,
  features: usize, from: i32, to: i32, binCounts: usize, totals: usize, nTotals: i32, factors: usize,
  minLeaf: f64, cuts: usize, edges: usize, hist: usize, scratch: usize, best: usize,
): void {
  const list = scratch;
  const work = scratch + 2048;
  const small = end - start <= SMALL_NODE;
  for (let k = from; k < to; ) {
    const f0 = load<i32>(features + (<usize>k << 2));
    const n0 = binCountOf(binCounts, f0);
    const c0 = columns + <usize>f0 * nRows;
    if (small) {
      const count = fillSmall<T>(order, start, end, codes, weights, c0, n0, nTotals, hist, list);
      choose<T>(hist, 0, n0, list, count, f0, totals, nTotals, factors, minLeaf, cuts, k, edges, work, best);
      k++;
      continue;
    }
    const together = to - k >= 4 ? 4 : to - k >= 2 ? 2 : 1;
    const f1 = load<i32>(features + (<usize>(k + min(1, together - 1)) << 2));
    const f2 = load<i32>(features + (<usize>(k + min(2, together - 1)) << 2));
    const f3 = load<i32>(features + (<usize>(k + min(3, together - 1)) << 2));
    const c1 = columns + <usize>f1 * nRows;
    const o1 = <usize>n0;
    const o2 = o1 + binCountOf(binCounts, f1);
    const o3 = o2 + binCountOf(binCounts, f2);
    const span = together == 4 ? o3 + binCountOf(binCounts, f3) : together == 2 ? o2 : o1;
    clear<T>(hist, span, nTotals);
    if (together == 4)
      fill4<T>(
        order, start, end, codes, weights, c0, c1, columns + <usize>f2 * nRows, columns + <usize>f3 * nRows,
        o1, o2, o3, span, hist,
      );
    else if (together == 2) fill2<T>(order, start, end, codes, weights, c0, c1, o1, span, hist);
    else fill1<T>(order, start, end, codes, weights, c0, span, hist);
    let offset: usize = 0;
    for (const stop = k + together; k < stop; k++) {
      const feature = load<i32>(features + (<usize>k << 2));
      const nBins = binCountOf(binCounts, feature);
      const count = collect<T>(hist, offset, nBins, span, nTotals, list);
      choose<T>(
        hist, offset, span, list, count, feature, totals, nTotals, factors, minLeaf, cuts, k, edges, work, best,
      );
      offset += nBins;
    }
  }
}

export function searchTwo(
  order: usize, start: i32, end: i32, codes: usize, weights: usize, columns: usize, nRows: i32,
  features: usize, from: i32, to: i32, binCounts: usize, totals: usize, nTotals: i32, factors: usize,
  minLeaf: f64, cuts: usize, edges: usize, hist: usize, scratch: usize, best: usize,
): void {
  search<u64>(order, start, end, codes, weights, columns, nRows, features, from, to, binCounts, totals, nTotals, factors, minLeaf, cuts, edges, hist, scratch, best);
}

export function searchClasses(
  order: usize, start: i32, end: i32, codes: usize, weights: usize, columns: usize, nRows: i32,
  features: usize, from: i32, to: i32, binCounts: usize, totals: usize, nTotals: i32, factors: usize,
  minLeaf: f64, cuts: usize, edges: usize, hist: usize, scratch: usize, best: usize,
): void {
  if (weights == 0)
    search<u32>(order, start, end, codes, weights, columns, nRows, features, from, to, binCounts, totals, nTotals, factors, minLeaf, cuts, edges, hist, scratch, best);
  else
    search<f64>(order, start, end, codes, weights, columns, nRows, features, from, to, binCounts, totals, nTotals, factors, minLeaf, cuts, edges, hist, scratch, best);
}

export function searchTargets(
  order: usize, start: i32, end: i32, codes: usize, weights: usize, columns: usize, nRows: i32,
  features: usize, from: i32, to: i32, binCounts: usize, totals: usize, nTotals: i32, factors: usize,
  minLeaf: f64, cuts: usize, edges: usize, hist: usize, scratch: usize, best: usize,
): void {
  search<v128>(order, start, end, codes, weights, columns, nRows, features, from, to, binCounts, totals, nTotals, factors, minLeaf, cuts, edges, hist, scratch, best);
}
