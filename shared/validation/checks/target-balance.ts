import { finding, rowsWhere, type Check, type Inspection } from '../inspection.ts';
import type { Finding } from '../report.ts';
import type { TargetClasses } from '../target-classes.ts';
import { percent, rowsText } from '../wording.ts';

/** More classes than one in this many rows means the target names rows rather than classes them. */
const FEWEST_ROWS_A_CLASS = 2;

/** Whether the target has classes that can be told apart from enough rows of each. */
export const targetBalance: Check = (inspection) => {
  const { target, classes } = inspection;
  if (target === null) return [];
  const { distinct, missing } = target.summary;
  if (distinct <= 1) return [constantTarget(inspection, target.column.name, distinct)];
  if (classes === null) return [];
  const present = inspection.table.nRows - missing;
  if (classes.labels.length > present / FEWEST_ROWS_A_CLASS) {
    return [tooManyClasses(inspection, target.column.name, classes, present)];
  }
  return imbalance(inspection, target.column.name, classes, present);
};

function constantTarget(inspection: Inspection, name: string, distinct: number): Finding {
  return finding(inspection, {
    check: 'target-balance',
    severity: 'error',
    column: name,
    detail: `The target "${name}" has ${distinct === 0 ? 'no value' : 'only one value'}; there is nothing to learn.`,
    remedy: 'Choose another target, or load rows of the other classes too.',
    count: inspection.table.nRows,
    harm: 1,
  });
}

function tooManyClasses(
  inspection: Inspection,
  name: string,
  { labels }: TargetClasses,
  present: number,
): Finding {
  return finding(inspection, {
    check: 'target-balance',
    severity: 'error',
    column: name,
    detail: `The target "${name}" has ${labels.length} different values in ${rowsText(present)}: too many for classes.`,
    remedy: 'Choose a target that groups rows, or a number for regression.',
    count: present,
    harm: 1,
  });
}

function imbalance(
  inspection: Inspection,
  name: string,
  { labels, counts, codes }: TargetClasses,
  present: number,
): Finding[] {
  const least = Math.min(...counts);
  const smallest = counts.indexOf(least);
  const equalShare = present / labels.length;
  if (least >= inspection.thresholds.balance * equalShare && least > 1) return [];
  return [
    finding(inspection, {
      check: 'target-balance',
      severity: 'warning',
      column: name,
      detail: `The smallest class "${labels[smallest]}" of "${name}" has ${rowsText(least)} of ${present} (${percent(least, present)}).`,
      remedy:
        least < 2
          ? 'Load more rows of that class, or leave it out: a stratified split needs two.'
          : 'Judge models by F1 or PR AUC rather than accuracy, and load more rows of that class.',
      ...rowsWhere(codes.length, (row) => codes[row] === smallest),
      harm: 0.25,
    }),
  ];
}
