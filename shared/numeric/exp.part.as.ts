// e^x for kernels, to the bits of exp-log.ts: a part that several kernels include, no binary of its own.

const LN2_HI: f64 = 6.9314718036912381649e-1;
const LN2_LO: f64 = 1.90821492927058770002e-10;
const LOG2E: f64 = 1.442695040888963387;

// @ts-ignore: decorator
@inline
function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<i64>(k + 1023) << 52);
}

/** e^x for x ≤ 0. */
// @ts-ignore: decorator
@inline
export function exp(x: f64): f64 {
  if (x < -7.4513321910194110842e2) return 0;
  if (!(x > 3.725290298461914e-9 || x < -3.725290298461914e-9)) return 1 + x;
  let k: f64 = 0;
  if (x > 0.34657359027997264 || x < -0.34657359027997264)
    k = trunc<f64>(LOG2E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HI;
  const low = k * LN2_LO;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  if (k == 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  const e = <i32>k;
  return e >= -1021 ? y * powerOfTwo(e) : y * powerOfTwo(e + 1000) * powerOfTwo(-1000);
}

// @ts-ignore: decorator
@inline
export function splat(x: f64): v128 {
  return f64x2.splat(x);
}

/** 2^k of two small integers that are held as numbers. */
// @ts-ignore: decorator
@inline
function powersOfTwo(k: v128): v128 {
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  return i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52);
}

/** The same of two numbers at once. Scaling in two steps changes no bit of a normal result. */
// @ts-ignore: decorator
@inline
export function expOfTwo(x: v128): v128 {
  const near = f64x2.ge(x, splat(-0.34657359027997264));
  const nearest = f64x2.trunc(f64x2.add(f64x2.mul(splat(LOG2E), x), splat(-0.5)));
  const k = v128.andnot(nearest, near);
  const high = f64x2.sub(x, f64x2.mul(k, splat(LN2_HI)));
  const low = f64x2.mul(k, splat(LN2_LO));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let c = f64x2.add(splat(-1.6533902205465251539e-6), f64x2.mul(t, splat(4.13813679705723846039e-8)));
  c = f64x2.add(splat(6.61375632143793436117e-5), f64x2.mul(t, c));
  c = f64x2.add(splat(-2.77777777770155933842e-3), f64x2.mul(t, c));
  c = f64x2.add(splat(1.66666666666666019037e-1), f64x2.mul(t, c));
  c = f64x2.sub(r, f64x2.mul(t, c));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(splat(2), c));
  const y = f64x2.sub(splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  const scaled = f64x2.mul(f64x2.mul(y, powersOfTwo(f64x2.add(k, splat(1000)))), powersOfTwo(splat(-1000)));
  const tiny = f64x2.ge(x, splat(-3.725290298461914e-9));
  const some = f64x2.ge(x, splat(-7.4513321910194110842e2));
  return v128.and(v128.bitselect(f64x2.add(splat(1), x), scaled, tiny), some);
}
