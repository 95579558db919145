import { argsort } from './argsort.ts';
import { chiSquareSurvival } from './chi-square-distribution.ts';
import { normalSurvival } from './normal-distribution.ts';
import type { TestResult } from './test-result.ts';

/** Both samples at most this long and without ties: the p-value is exact. */
const EXACT_UP_TO = 8;

/**
 * Mann–Whitney U test that neither of two samples without NaN tends to larger values. `statistic` is U of a.
 * The p-value is two-sided: exact for up to eight values a side without ties, else from the normal limit
 * with corrections for ties and continuity, as scipy does. `rankBiserial` is the effect: the share of pairs in
 * which a's value is larger less the share in which b's is, −1 … 1 (Kerby 2014). Cost: one sort.
 */
export function mannWhitney(a: Float64Array, b: Float64Array): TestResult & { rankBiserial: number } {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return { test: 'mann-whitney', statistic: 0, pValue: 1, rankBiserial: 0 };
  const pooled = new Float64Array(n + m);
  pooled.set(a);
  pooled.set(b, n);
  const { rankSums, ties } = rankSumsOf(pooled, (row) => (row < n ? 0 : 1), 2);
  const statistic = rankSums[0]! - (n * (n + 1)) / 2;
  const exact = Math.max(n, m) <= EXACT_UP_TO && ties === 0;
  const pValue = exact ? exactPValue(statistic, n, m) : limitPValue(statistic, n, m, ties);
  return { test: 'mann-whitney', statistic, pValue, rankBiserial: (2 * statistic) / (n * m) - 1 };
}

function limitPValue(u: number, n: number, m: number, ties: number): number {
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) return 1;
  const z = (Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * normalSurvival(z));
}

/** Counts the ways in which n of n + m ranks make each U. Source: Mann and Whitney (1947). */
function exactPValue(u: number, n: number, m: number): number {
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(n * m + 1));
  ways[0]![0] = 1;
  for (let rank = 0; rank < n + m; rank++)
    for (let taken = Math.min(n, rank + 1); taken >= 1; taken--)
      for (let sum = n * m; sum >= rank - taken + 1; sum--)
        ways[taken]![sum]! += ways[taken - 1]![sum - (rank - taken + 1)]!;
  const counts = ways[n]!;
  const larger = Math.max(u, n * m - u);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const tail = counts.reduce((sum, count, at) => sum + (at >= larger ? count : 0), 0);
  return Math.min(1, (2 * tail) / total);
}

/**
 * Kruskal–Wallis H test that several groups of values without NaN come from one distribution, with the
 * correction for ties. `groups` names the group of each value, 0 … nGroups−1, −1 for none. `epsilonSquared` is
 * the effect, 0 … 1. pValue is 1 with fewer than two groups. Cost: one sort.
 */
export function kruskalWallis(
  values: Float64Array,
  groups: Int32Array,
  nGroups: number,
): TestResult & { df: number; epsilonSquared: number } {
  const rows = Int32Array.from(groups.keys()).filter((row) => groups[row]! >= 0);
  const present = Float64Array.from(rows, (row) => values[row]!);
  const { rankSums, sizes, ties } = rankSumsOf(present, (at) => groups[rows[at]!]!, nGroups);
  const n = present.length;
  const df = sizes.reduce((count, size) => count + (size > 0 ? 1 : 0), 0) - 1;
  const correction = 1 - ties / (n * n * n - n);
  if (df < 1 || !(correction > 0))
    return { test: 'kruskal-wallis', statistic: 0, df: Math.max(0, df), pValue: 1, epsilonSquared: 0 };
  let sum = 0;
  sizes.forEach((size, group) => (sum += size === 0 ? 0 : (rankSums[group]! * rankSums[group]!) / size));
  const statistic = Math.max(0, ((12 / (n * (n + 1))) * sum - 3 * (n + 1)) / correction);
  return {
    test: 'kruskal-wallis',
    statistic,
    df,
    pValue: chiSquareSurvival(statistic, df),
    epsilonSquared: Math.min(1, statistic / (n - 1)),
  };
}

/** Sums of the mean ranks by group; `ties` is Σ(t³ − t) over runs of t equal values. */
function rankSumsOf(values: Float64Array, groupOf: (row: number) => number, nGroups: number) {
  const order = argsort(values);
  const rankSums = new Float64Array(nGroups);
  const sizes = new Float64Array(nGroups);
  let ties = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    const run = end - start;
    if (run > 1) ties += run * run * run - run;
    for (let i = start; i < end; i++) {
      const group = groupOf(order[i]!);
      rankSums[group]! += (start + 1 + end) / 2;
      sizes[group]! += 1;
    }
  }
  return { rankSums, sizes, ties };
}
