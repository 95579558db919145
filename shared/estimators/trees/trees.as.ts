// Kernels of binning and of growing trees: integer sums, so that they equal the TypeScript bit for bit.
// Pointers are bytes from the start of the team's memory. Layouts are those of the TypeScript beside it.

/* ---- drawing rows -------------------------------------------------------------------------------- */

/**
 * Draws nRows rows with replacement into `draws` (u16). `state`: the four words of xoroshiro128+ as
 * `Rng.state()` gives them after its key; left where the next draw goes on.
 */
export function bootstrap(state: usize, draws: usize, nRows: i32): void {
  memory.fill(draws, 0, <usize>nRows << 1);
  let s0 = (<u64>load<u32>(state) << 32) | <u64>load<u32>(state, 4);
  let s1 = (<u64>load<u32>(state, 8) << 32) | <u64>load<u32>(state, 12);
  const shift: u32 = clz<u32>(<u32>nRows - 1);
  for (let drawn = 0; drawn < nRows; ) {
    const value = <u32>(s0 + s1) >> shift;
    s1 ^= s0;
    s0 = rotl<u64>(s0, 24) ^ s1 ^ (s1 << 16);
    s1 = rotl<u64>(s1, 37);
    // Without a branch: a draw beyond the bound adds nothing to row 0.
    const taken = <i32>(value < <u32>nRows);
    const at = draws + (<usize>select<u32>(value, 0, taken) << 1);
    store<u16>(at, load<u16>(at) + taken);
    drawn += taken;
  }
  store<u32>(state, <u32>(s0 >> 32));
  store<u32>(state, <u32>s0, 4);
  store<u32>(state, <u32>(s1 >> 32), 8);
  store<u32>(state, <u32>s1, 12);
}

/* ---- beginning a tree: one code a row says its draws and its target --------------------------------
 * Each returns how many rows were drawn, lists them in `order`, and adds up `totals` (f64, zeroed by the
 * caller). `weights`: f64 a row, or 0.
 */

// u8: 2 × draws + class
export function beginTwo(
  draws: usize, labels: usize, weights: usize, codes: usize, order: usize, nRows: i32, totals: usize,
): i32 {
  let end = 0;
  let all: u64 = 0;
  for (let row = 0; row < nRows; row++) {
    const drawn: u32 = min<u32>(127, load<u16>(draws + (<usize>row << 1)));
    const label = <u32>load<u8>(labels + row);
    store<u8>(codes + row, (drawn << 1) + label);
    all += <u64>drawn << (<u64>label << 5);
    store<i32>(order + (<usize>end << 2), row);
    end += i32(drawn > 0);
  }
  store<f64>(totals, <f64>(all & 0xffffffff));
  store<f64>(totals, <f64>(all >> 32), 8);
  return end;
}

// u16: 256 × draws + class
export function beginClasses(
  draws: usize, labels: usize, weights: usize, codes: usize, order: usize, nRows: i32, totals: usize,
): i32 {
  let end = 0;
  for (let row = 0; row < nRows; row++) {
    const drawn: u32 = min<u32>(127, load<u16>(draws + (<usize>row << 1)));
    const label = <u32>load<u8>(labels + row);
    store<u16>(codes + (<usize>row << 1), (drawn << 8) + label);
    const total = totals + (<usize>label << 3);
    const weight = weights == 0 ? 1 : load<f64>(weights + (<usize>row << 3));
    store<f64>(total, load<f64>(total) + <f64>drawn * weight);
    store<i32>(order + (<usize>end << 2), row);
    end += i32(drawn > 0);
  }
  return end;
}

// i32: 128 × target + draws; a target has 24 bits and a sign
export function beginTargets(
  draws: usize, labels: usize, weights: usize, codes: usize, order: usize, nRows: i32, totals: usize,
): i32 {
  let end = 0;
  let weight: f64 = 0;
  let sum: f64 = 0;
  for (let row = 0; row < nRows; row++) {
    const drawn: u32 = min<u32>(127, load<u16>(draws + (<usize>row << 1)));
    const target = load<i32>(labels + (<usize>row << 2));
    store<i32>(codes + (<usize>row << 2), (target << 7) | drawn);
    const own = <f64>drawn * (weights == 0 ? 1 : load<f64>(weights + (<usize>row << 3)));
    weight += own;
    sum += own * <f64>target;
    store<i32>(order + (<usize>end << 2), row);
    end += i32(drawn > 0);
  }
  store<f64>(totals, weight);
  store<f64>(totals, sum, 8);
  return end;
}

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

/* ---- partition -------------------------------------------------------------------------------------- */

/** Regroups order[start … end) by `column[row] ≤ bin`, both sides in order; where the right side starts. */
export function partition(column: usize, bin: i32, order: usize, spare: usize, start: i32, end: i32): i32 {
  let left = order + (<usize>start << 2);
  let right = spare;
  const stop = order + (<usize>end << 2);
  for (let at = left; at < stop; at += 4) {
    const row = load<i32>(at);
    const goesRight = <usize>(<i32>load<u8>(column + row) > bin) << 2;
    store<i32>(left, row);
    store<i32>(right, row);
    left += 4 - goesRight;
    right += goesRight;
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - order) >> 2);
}

/* ---- binning ---------------------------------------------------------------------------------------- */

/** Sorts doubles ascending, −0 before 0. `spare` is as long; `counts` has 8 × 256 i32. */
export function sortDoubles(values: usize, spare: usize, counts: usize, length: i32): void {
  memory.fill(counts, 0, 8192);
  const bytes = <usize>length << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const bits = load<u64>(values + at);
    const key = bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
    store<u64>(values + at, key);
    for (let digit: usize = 0; digit < 8; digit++) {
      const count = counts + (digit << 10) + ((<usize>(key >> (digit << 3)) & 255) << 2);
      store<i32>(count, load<i32>(count) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit: usize = 0; digit < 8; digit++) {
    const places = counts + (digit << 10);
    const shift = <u64>digit << 3;
    if (load<i32>(places + ((<usize>(load<u64>(from) >> shift) & 255) << 2)) == length) continue;
    let place = to;
    for (let value: usize = 0; value < 1024; value += 4) {
      const count = <usize>load<i32>(places + value) << 3;
      store<usize>(places + value, place);
      place += count;
    }
    for (let at: usize = 0; at < bytes; at += 8) {
      const key = load<u64>(from + at);
      const slot = places + ((<usize>(key >> shift) & 255) << 2);
      const target = load<usize>(slot);
      store<u64>(target, key);
      store<usize>(slot, target + 8);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let at: usize = 0; at < bytes; at += 8) {
    const key = load<u64>(from + at);
    store<u64>(values + at, key ^ (<u64>(~(<i64>key >> 63)) | 0x8000000000000000));
  }
}

/**
 * Bins a tile of rows (row-major doubles) into one column: `table` has its edges, padded with Infinity to
 * 2^k − 1; `firstStep` is 2^(k − 1), or 0 for a single bin.
 */
export function binTile(
  tile: usize, count: i32, stride: i32, table: usize, firstStep: i32, out: usize,
): void {
  const step8 = <usize>stride << 3;
  const t = table - 8;
  const whole = count & ~3;
  let at = tile;
  for (let row = 0; row < whole; row += 4) {
    const x0 = load<f64>(at);
    const x1 = load<f64>(at + step8);
    const x2 = load<f64>(at + 2 * step8);
    const x3 = load<f64>(at + 3 * step8);
    at += 4 * step8;
    let b0: usize = 0;
    let b1: usize = 0;
    let b2: usize = 0;
    let b3: usize = 0;
    for (let step = <usize>firstStep << 3; step > 0; step = (step >> 1) & ~7) {
      b0 += select<usize>(step, 0, x0 > load<f64>(t + b0 + step));
      b1 += select<usize>(step, 0, x1 > load<f64>(t + b1 + step));
      b2 += select<usize>(step, 0, x2 > load<f64>(t + b2 + step));
      b3 += select<usize>(step, 0, x3 > load<f64>(t + b3 + step));
    }
    store<u32>(out + row, (b0 >> 3) | (b1 << 5) | (b2 << 13) | (b3 << 21));
  }
  for (let row = whole; row < count; row++) {
    const x = load<f64>(at);
    at += step8;
    let bin: usize = 0;
    for (let step = <usize>firstStep << 3; step > 0; step = (step >> 1) & ~7)
      bin += select<usize>(step, 0, x > load<f64>(t + bin + step));
    store<u8>(out + row, bin >> 3);
  }
}

/* ---- prediction -------------------------------------------------------------------------------------- */

const LEVELS_PER_LOOK = 12;

// @ts-ignore: decorator
@inline
function child(nodes: usize, at: usize, row: usize): usize {
  const right = <usize>(load<f64>(row + (<usize>load<i32>(at, 8) << 3)) > load<f64>(at));
  return nodes + ((<usize>load<i32>(at, 12) + right) << 4);
}

/** Whether the node leads to itself. */
// @ts-ignore: decorator
@inline
function isLeaf(nodes: usize, at: usize): bool {
  return nodes + (<usize>load<i32>(at, 12) << 4) == at;
}

// @ts-ignore: decorator
@inline
function addLeaf(nodes: usize, at: usize, valueAt: usize, values: usize, leafWidth: i32, out: usize): void {
  let from = values + (<usize>load<i32>(valueAt + ((at - nodes) >> 2)) << 3);
  if (leafWidth == 1) {
    store<f64>(out, load<f64>(out) + load<f64>(from));
  } else if (leafWidth == 2) {
    v128.store(out, f64x2.add(v128.load(out), v128.load(from)));
  } else {
    for (let k = 0; k < leafWidth - 1; k += 2, out += 16, from += 16)
      v128.store(out, f64x2.add(v128.load(out), v128.load(from)));
    if (leafWidth & 1) store<f64>(out, load<f64>(out) + load<f64>(from));
  }
}

/**
 * Adds every tree's leaf for `nRows` rows of `x` to `out`: the kernel of addLeaves in ensemble.ts, with its
 * layout of nodes.
 */
export function addLeaves(
  nodes: usize, roots: usize, depths: usize, valueAt: usize, values: usize, nTrees: i32, leafWidth: i32,
  x: usize, nRows: i32, nColumns: i32, out: usize, nOutputs: i32,
): void {
  const step = <usize>nColumns << 3;
  const outStep = <usize>nOutputs << 3;
  const eights = nRows & ~7;
  for (let tree = 0; tree < nTrees; tree++) {
    const root = nodes + (<usize>load<i32>(roots + (<usize>tree << 2)) << 4);
    const depth = load<i32>(depths + (<usize>tree << 2));
    let target = out + (leafWidth == nOutputs ? 0 : <usize>(tree % nOutputs) << 3);
    let r0 = x;
    for (let row = 0; row < eights; row += 8) {
      const r1 = r0 + step;
      const r2 = r1 + step;
      const r3 = r2 + step;
      const r4 = r3 + step;
      const r5 = r4 + step;
      const r6 = r5 + step;
      const r7 = r6 + step;
      let n0 = root;
      let n1 = root;
      let n2 = root;
      let n3 = root;
      let n4 = root;
      let n5 = root;
      let n6 = root;
      let n7 = root;
      for (let left = depth; left > 0; left -= LEVELS_PER_LOOK) {
        for (let level = min(left, LEVELS_PER_LOOK); level > 0; level--) {
          n0 = child(nodes, n0, r0);
          n1 = child(nodes, n1, r1);
          n2 = child(nodes, n2, r2);
          n3 = child(nodes, n3, r3);
          n4 = child(nodes, n4, r4);
          n5 = child(nodes, n5, r5);
          n6 = child(nodes, n6, r6);
          n7 = child(nodes, n7, r7);
        }
        if (
          isLeaf(nodes, n0) &&
          isLeaf(nodes, n1) &&
          isLeaf(nodes, n2) &&
          isLeaf(nodes, n3) &&
          isLeaf(nodes, n4) &&
          isLeaf(nodes, n5) &&
          isLeaf(nodes, n6) &&
          isLeaf(nodes, n7)
        ) break;
      }
      addLeaf(nodes, n0, valueAt, values, leafWidth, target + 0 * outStep);
      addLeaf(nodes, n1, valueAt, values, leafWidth, target + 1 * outStep);
      addLeaf(nodes, n2, valueAt, values, leafWidth, target + 2 * outStep);
      addLeaf(nodes, n3, valueAt, values, leafWidth, target + 3 * outStep);
      addLeaf(nodes, n4, valueAt, values, leafWidth, target + 4 * outStep);
      addLeaf(nodes, n5, valueAt, values, leafWidth, target + 5 * outStep);
      addLeaf(nodes, n6, valueAt, values, leafWidth, target + 6 * outStep);
      addLeaf(nodes, n7, valueAt, values, leafWidth, target + 7 * outStep);
      r0 = r7 + step;
      target += 8 * outStep;
    }
  }
  for (let row = eights; row < nRows; row++)
    addRow(
      nodes, roots, depths, valueAt, values, nTrees, leafWidth, x + row * step, out + row * outStep, nOutputs,
    );
}

// @ts-ignore: decorator
@inline
function rootOf(nodes: usize, roots: usize, tree: i32, nTrees: i32): usize {
  return nodes + (<usize>load<i32>(roots + (<usize>min(tree, nTrees - 1) << 2)) << 4);
}

/** One row through all trees, eight trees in step; the last ones may walk again, and are not added. */
function addRow(
  nodes: usize, roots: usize, depths: usize, valueAt: usize, values: usize, nTrees: i32, leafWidth: i32,
  row: usize, out: usize, nOutputs: i32,
): void {
  const narrow = leafWidth != nOutputs;
  for (let tree = 0; tree < nTrees; tree += 8) {
    const count = min(8, nTrees - tree);
    let depth = 0;
    for (let k = 0; k < count; k++) depth = max(depth, load<i32>(depths + (<usize>(tree + k) << 2)));
    let n0 = rootOf(nodes, roots, tree + 0, nTrees);
    let n1 = rootOf(nodes, roots, tree + 1, nTrees);
    let n2 = rootOf(nodes, roots, tree + 2, nTrees);
    let n3 = rootOf(nodes, roots, tree + 3, nTrees);
    let n4 = rootOf(nodes, roots, tree + 4, nTrees);
    let n5 = rootOf(nodes, roots, tree + 5, nTrees);
    let n6 = rootOf(nodes, roots, tree + 6, nTrees);
    let n7 = rootOf(nodes, roots, tree + 7, nTrees);
    for (let left = depth; left > 0; left -= LEVELS_PER_LOOK) {
      for (let level = min(left, LEVELS_PER_LOOK); level > 0; level--) {
        n0 = child(nodes, n0, row);
        n1 = child(nodes, n1, row);
        n2 = child(nodes, n2, row);
        n3 = child(nodes, n3, row);
        n4 = child(nodes, n4, row);
        n5 = child(nodes, n5, row);
        n6 = child(nodes, n6, row);
        n7 = child(nodes, n7, row);
      }
      if (
        isLeaf(nodes, n0) &&
        isLeaf(nodes, n1) &&
        isLeaf(nodes, n2) &&
        isLeaf(nodes, n3) &&
        isLeaf(nodes, n4) &&
        isLeaf(nodes, n5) &&
        isLeaf(nodes, n6) &&
        isLeaf(nodes, n7)
      ) break;
    }
    addLeaf(nodes, n0, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 0) % nOutputs) << 3 : 0));
    if (count > 1) addLeaf(nodes, n1, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 1) % nOutputs) << 3 : 0));
    if (count > 2) addLeaf(nodes, n2, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 2) % nOutputs) << 3 : 0));
    if (count > 3) addLeaf(nodes, n3, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 3) % nOutputs) << 3 : 0));
    if (count > 4) addLeaf(nodes, n4, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 4) % nOutputs) << 3 : 0));
    if (count > 5) addLeaf(nodes, n5, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 5) % nOutputs) << 3 : 0));
    if (count > 6) addLeaf(nodes, n6, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 6) % nOutputs) << 3 : 0));
    if (count > 7) addLeaf(nodes, n7, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 7) % nOutputs) << 3 : 0));
  }
}
