import { exp, log, log1p } from '../numeric/exp-log.ts';
import { logGamma, logGammaRatio } from './gamma.ts';

const MAX_TERMS = 100_000;
const PRECISION = 1e-16;

/**
 * Regularised incomplete beta function I_x(a, b) for a, b > 0; `x` and `rest` = 1 − x are both given, so
 * that neither end loses digits. Continued fraction DLMF 8.17.22 by Lentz's method, on the side on which it
 * converges in about √max(a, b) terms.
 */
export function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  return x < (a + 1) / (a + b + 2) ? front(x, rest, a, b) : 1 - front(rest, x, b, a);
}

/** x^a (1−x)^b / (a B(a, b)) times the fraction. */
function front(x: number, rest: number, a: number, b: number): number {
  const logX = x < 0.5 ? log(x) : log1p(-rest);
  const logRest = rest < 0.5 ? log(rest) : log1p(-x);
  return (exp(a * logX + b * logRest - logBeta(a, b)) * fraction(x, a, b)) / a;
}

/** ln B(a, b); the two large logarithms are never subtracted from one another. */
function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  return logGamma(small) - logGammaRatio(large, small);
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let value = d;
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}
