// Kernels of the rows of a tree: drawing them, coding their targets, dealing them to two sides.
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
