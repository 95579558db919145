/** The 0.975 quantile of the normal distribution. */
const Z = 1.959963984540054;

/** Wilson's 95 % interval of a share of `hits` in n > 0 (JASA 22, 1927): inside 0 … 1, and right for few rows. */
export function wilsonInterval(hits: number, n: number): { low: number; high: number } {
  const share = hits / n;
  const shrink = 1 + (Z * Z) / n;
  const middle = (share + (Z * Z) / (2 * n)) / shrink;
  const reach = (Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n))) / shrink;
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
