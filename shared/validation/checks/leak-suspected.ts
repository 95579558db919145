import { spearman } from '../../statistics/correlation.ts';
import { cramersV } from '../../statistics/cramers-v.ts';
import { numericEdges } from '../../statistics/numeric-edges.ts';
import { numericBin } from '../../statistics/profile-bins.ts';
import { isSet } from '../../table/missing-bitmap.ts';
import type { ColumnFacts } from '../column-facts.ts';
import { finding, type Check, type Inspection } from '../inspection.ts';
import type { TargetClasses } from '../target-classes.ts';
import { FEWEST_ROWS_TO_SUSPECT, MOST_CODES } from '../thresholds.ts';
import { numberText } from '../wording.ts';
import { isIdentifier } from './identifier-suspected.ts';

/**
 * Features that give the target away on their own: most likely they are known only after it. Purity is
 * corrected for the number of levels, so that many rare levels are not mistaken for a leak.
 */
export const leakSuspected: Check = (inspection) =>
  inspection.features.flatMap((facts) => {
    const present = inspection.table.nRows - facts.summary.missing;
    if (present < FEWEST_ROWS_TO_SUSPECT || isIdentifier(facts, inspection)) return [];
    const evidence = evidenceOf(facts, inspection);
    if (evidence === null) return [];
    return finding(inspection, {
      check: 'leak-suspected',
      severity: 'warning',
      column: facts.column.name,
      detail: `"${facts.column.name}" alone predicts the target "${inspection.target!.column.name}" almost perfectly (${evidence}).`,
      remedy: 'Leave the column out unless it is known before the target is.',
      count: present,
      harm: 1,
    });
  });

/** What gives the leak away, in words; null when nothing does. */
function evidenceOf(facts: ColumnFacts, inspection: Inspection): string | null {
  const { target, classes, thresholds } = inspection;
  if (target === null) return null;
  if (classes === null) return evidenceByRank(facts, target, thresholds.leakCorrelation);
  const counts = countByClass(facts, classes);
  if (counts === null || classes.labels.length < 2) return null;
  if (facts.sorted !== null) {
    const auc = meanAuc(counts, classes.labels.length);
    if (auc >= thresholds.leakAuc) return `ROC AUC ${numberText(auc)}`;
    if (facts.summary.distinct > MOST_CODES) return null;
  }
  const v = cramersV(counts, counts.length / classes.labels.length, classes.labels.length, {
    corrected: true,
  });
  return v >= thresholds.leakCramersV ? `Cramér's V ${numberText(v)}` : null;
}

/** Enough to tell 0.98 from less; ties inside a bin count half. */
const BINS = 64;
const MOST_COUNTS = 1_000_000;

/** Rows by bin (0 = missing) and class, row-major; null for text, or where the table would be huge. */
function countByClass(facts: ColumnFacts, { codes, labels }: TargetClasses): Float64Array | null {
  const bins = binsOf(facts);
  if (bins === null || bins.nBins * labels.length > MOST_COUNTS) return null;
  const counts = new Float64Array(bins.nBins * labels.length);
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! >= 0) counts[bins.binOf(row) * labels.length + codes[row]!]! += 1;
  }
  return counts;
}

function binsOf({ column, sorted }: ColumnFacts): { nBins: number; binOf(row: number): number } | null {
  switch (column.type) {
    case 'numeric':
    case 'datetime': {
      const edges = Float64Array.from(numericEdges(sorted!, BINS));
      return { nBins: edges.length + 2, binOf: (row) => numericBin(edges, column.values[row]!) };
    }
    case 'categorical':
      return { nBins: column.levels.length + 1, binOf: (row) => column.codes[row]! + 1 };
    case 'boolean':
      return {
        nBins: 3,
        binOf: (row) => (isSet(column.missing, row) ? 0 : column.values[row]! + 1),
      };
    default:
      return null;
  }
}

/** Mean over the classes of the AUC of one against the rest, in whichever direction is better. */
function meanAuc(counts: Float64Array, nClasses: number): number {
  let sum = 0;
  for (let k = 0; k < nClasses; k++) {
    const auc = aucOfClass(counts, nClasses, k);
    sum += Math.max(auc, 1 - auc);
  }
  return sum / nClasses;
}

/** Mann–Whitney on the bins beyond the missing one; 0.5 without both kinds of rows. */
function aucOfClass(counts: Float64Array, nClasses: number, k: number): number {
  let below = 0;
  let hits = 0;
  let wins = 0;
  for (let bin = 1; bin < counts.length / nClasses; bin++) {
    const here = counts[bin * nClasses + k]!;
    let others = -here;
    for (let c = 0; c < nClasses; c++) others += counts[bin * nClasses + c]!;
    wins += here * (below + others / 2);
    hits += here;
    below += others;
  }
  return hits === 0 || below === 0 ? 0.5 : wins / hits / below;
}

const MOST_RANKED_ROWS = 10_000;

/** Rank correlation of two quantities over evenly spaced rows. */
function evidenceByRank(facts: ColumnFacts, target: ColumnFacts, least: number): string | null {
  const [x, y] = [facts.column, target.column];
  if ((x.type !== 'numeric' && x.type !== 'datetime') || y.type !== 'numeric') return null;
  const step = Math.ceil(x.values.length / MOST_RANKED_ROWS);
  const rows: number[] = [];
  for (let row = 0; row < x.values.length; row += step) {
    if (!Number.isNaN(x.values[row]!) && !Number.isNaN(y.values[row]!)) rows.push(row);
  }
  if (rows.length < FEWEST_ROWS_TO_SUSPECT) return null;
  const take = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const correlation = Math.abs(spearman(take(x.values), take(y.values)) ?? 0);
  return correlation >= least ? `rank correlation ${numberText(correlation)}` : null;
}
