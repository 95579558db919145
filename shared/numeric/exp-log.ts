/**
 * exp and log as fixed sequences of IEEE operations, so that every engine gives the same bits;
 * `Math.exp` and `Math.log` may differ in the last one. Algorithms and coefficients are those of
 * FreeBSD msun (fdlibm, Sun Microsystems 1993): `e_exp.c`, `e_log.c`.
 * Errors stay below 1 ulp for exp and log, below 2 for log1p, over the whole range.
 */

const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const LOG2E = 1.442695040888963387;
const OVERFLOW = 7.09782712893383973096e2;
const UNDERFLOW = -7.4513321910194110842e2;
const TWO_54 = 18014398509481984;

const bits = new DataView(new ArrayBuffer(8));

function highWord(x: number): number {
  bits.setFloat64(0, x);
  return bits.getInt32(0);
}

function withHighWord(x: number, high: number): number {
  bits.setFloat64(0, x);
  bits.setInt32(0, high);
  return bits.getFloat64(0);
}

const LEAST_EXPONENT = -1022;

/** 2^k for every normal result, by doubling, which is exact; looked up, since exp is in hot loops. */
const powersOfTwo = new Float64Array(2046);
for (let k = 0, power = 2.2250738585072014e-308; k < powersOfTwo.length; k++, power *= 2)
  powersOfTwo[k] = power;

const powerOfTwo = (k: number): number => powersOfTwo[k - LEAST_EXPONENT]!;

/** x · 2^k with one rounding, also into the subnormal range. */
function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k >= -1021) return x * powerOfTwo(k);
  return x * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** e^x; Infinity above 709.78, 0 below −745.13, NaN for NaN. */
export function exp(x: number): number {
  if (x > OVERFLOW) return Infinity;
  if (x < UNDERFLOW) return 0;
  if (!(x > 2 ** -28 || x < -(2 ** -28))) return 1 + x;
  let k = 0;
  if (x > 0.5 * Math.LN2 || x < -0.5 * Math.LN2) k = Math.trunc(LOG2E * x + (x < 0 ? -0.5 : 0.5));
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
            t *
              (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = k === 0 ? 1 - ((r * c) / (c - 2) - r) : 1 - (low - (r * c) / (2 - c) - high);
  return k === 0 ? y : scaleByPowerOfTwo(y, k);
}

/** The natural logarithm; −Infinity at 0, NaN below 0 and for NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    k = -54;
    x *= TWO_54;
  }
  const high = highWord(x);
  const i = ((high & 0xfffff) + 0x95f64) & 0x100000;
  const e = (high >> 20) - 1023 + (i >> 20);
  // Multiplying by a power of two is exact, and quicker than setting the exponent.
  const f = (e <= 1022 ? x * powerOfTwo(-e) : withHighWord(x, (high & 0xfffff) | (i ^ 0x3ff00000))) - 1;
  return logOfReduced(f, k + e);
}

/** log((1 + f) · 2^k) for √2/2 < 1 + f < √2. */
function logOfReduced(f: number, k: number): number {
  const s = f / (2 + f);
  const R = logPolynomial(s * s);
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + R) + k * LN2_LO) - f);
}

function logPolynomial(z: number): number {
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return odd + even;
}

/** log(1 + x) without loss near 0; −Infinity at −1, NaN below. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x > -(2 ** -54) && x < 2 ** -54) return x;
  if (x > -0.2929 && x < 0.41422) return logOfReduced(x, 0);
  if (x >= 2 ** 53) return log(x);
  const u = 1 + x;
  // What the sum 1 + x rounded away, carried as a first-order correction.
  const lost = x >= 1 ? 1 - (u - x) : x - (u - 1);
  return log(u) + lost / u;
}
