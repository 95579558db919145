// Kernels that cut numbers into bins; boosting takes them too.
// Pointers are bytes from the start of the team's memory. Layouts are those of the TypeScript beside it.

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
