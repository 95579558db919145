import { correlationPValue, pearson, spearman } from '../statistics/correlation.ts';
import type { Column } from '../table/table.ts';
import { complete } from './association.ts';
import { asGroups } from './buckets.ts';
import { isQuantity, numbersOf } from './column-values.ts';
import { effect } from './effects.ts';
import type { SingleTest } from './single-test.ts';
import { testsAgainstGroups } from './tests-by-group.ts';

/** Tests whether a column goes with a target that is a number. Cost: a few sorts. */
export function testsAgainstNumber(column: Column, target: Column): SingleTest[] {
  // Categories turn the question round: is the target the same in all of them?
  if (!isQuantity(column)) return testsAgainstGroups(target, asGroups(column, 20)).filter(isRanked);
  const [x, y] = complete(numbersOf(column), numbersOf(target));
  const [r, rho] = x.length < 3 ? [null, null] : [pearson(x, y), spearman(x, y)];
  if (r === null || rho === null) return [];
  const direction = (value: number): string =>
    value >= 0 ? `${target.name} rises with it` : `${target.name} falls as it rises`;
  return [
    {
      test: 'Pearson',
      statistic: r,
      pValue: correlationPValue(r, x.length),
      effect: effect('r', r),
      seen: `along a line ${direction(r)} (r ${r.toFixed(2)})`,
    },
    {
      test: 'Spearman',
      statistic: rho,
      pValue: correlationPValue(rho, x.length),
      effect: effect('ρ', rho),
      seen: `by rank ${direction(rho)} (ρ ${rho.toFixed(2)})`,
    },
  ];
}

/** Of two categories the rank test alone: three answers to one question would count thrice. */
const isRanked = ({ test }: SingleTest): boolean => test === 'Mann–Whitney' || test === 'Kruskal–Wallis';
