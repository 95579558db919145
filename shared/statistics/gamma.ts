import { exp, log, log1p } from '../numeric/exp-log.ts';

const HALF_LOG_TWO_PI = 0.9189385332046727;
/** B(2k) / (2k(2k−1)), the coefficients of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
/** Above this, seven terms of the series reach double precision. */
const STIRLING_FROM = 10;

/**
 * ln Γ(x) for x > 0, to about 1e-14 relative to max(1, |ln Γ|).
 * Stirling's series (Abramowitz and Stegun 6.1.41), after Γ(x) = Γ(x+1)/x up to x ≥ 10.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN;
  let shifted = x;
  let product = 1;
  for (; shifted < STIRLING_FROM; shifted++) product *= shifted;
  return (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_TWO_PI + stirling(shifted) - log(product);
}

/** The part of ln Γ(x) beyond its leading terms, for x ≥ 10. */
function stirling(x: number): number {
  let series = 0;
  let power = 1 / x;
  for (const coefficient of STIRLING) {
    series += coefficient * power;
    power /= x * x;
  }
  return series;
}

/** ln Γ(x + d) − ln Γ(x) for x > 0, d ≥ 0, without the loss of digits that the difference has for large x. */
export function logGammaRatio(x: number, d: number): number {
  if (x < STIRLING_FROM) return logGamma(x + d) - logGamma(x);
  return (x - 0.5) * log1p(d / x) + d * log(x + d) - d + stirling(x + d) - stirling(x);
}

/** Regularised lower incomplete gamma function P(a, x), for a > 0 and x ≥ 0. */
export function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), accurate in its far tail. */
export function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

const MAX_TERMS = 10_000;
const PRECISION = 1e-16;

const scale = (a: number, x: number): number => exp(a * log(x) - x - logGamma(a));

/** Abramowitz and Stegun 6.5.29; converges fast for x < a + 1. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && term > sum * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return Math.min(1, sum * scale(a, x));
}

/** The continued fraction of Abramowitz and Stegun 6.5.31 by Lentz's method; for x ≥ a + 1. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b || tiny);
    c = b + numerator / c || tiny;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return fraction * scale(a, x);
}
