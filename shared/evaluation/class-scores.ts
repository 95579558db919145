import type { ClassScores } from './evaluation.ts';

/** Index of the first largest entry of a row of probabilities. */
export function predictedClass(probabilities: Float64Array, row: number, nClasses: number): number {
  let best = 0;
  for (let k = 1; k < nClasses; k++) {
    if (probabilities[row * nClasses + k]! > probabilities[row * nClasses + best]!) best = k;
  }
  return best;
}

/** confusion[actual][predicted]: summed weights of the rows. */
export function confusionMatrix(
  y: Float64Array,
  probabilities: Float64Array,
  nClasses: number,
  weights: Float64Array | null,
): number[][] {
  const confusion = Array.from({ length: nClasses }, () => Array.from({ length: nClasses }, () => 0));
  for (let row = 0; row < y.length; row++) {
    const predicted = predictedClass(probabilities, row, nClasses);
    confusion[y[row]!]![predicted]! += weights === null ? 1 : weights[row]!;
  }
  return confusion;
}

export interface ScoredClass extends ClassScores {
  readonly support: number;
  /** Neither in the data nor predicted: there is nothing to average over. */
  readonly absent: boolean;
}

/** Precision, recall and F1 of each class; 0 where a ratio has nothing below the line. */
export function scoreClasses(confusion: readonly (readonly number[])[]): ScoredClass[] {
  return confusion.map((row, k) => {
    const hits = row[k]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[k]!, 0);
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, predicted + support),
      support,
      absent: support + predicted === 0,
    };
  });
}

/** Unweighted mean over the classes that occur in the data or in the predictions. */
export function macroScores(classes: readonly ScoredClass[]): ClassScores {
  return averageScores(classes, ({ absent }) => (absent ? 0 : 1));
}

/** Mean weighted by support. */
export function weightedScores(classes: readonly ScoredClass[]): ClassScores {
  return averageScores(classes, ({ support }) => support);
}

function averageScores(
  classes: readonly ScoredClass[],
  weightOf: (score: ScoredClass) => number,
): ClassScores {
  const all = classes.reduce((sum, score) => sum + weightOf(score), 0);
  const mean = (name: keyof ClassScores): number =>
    ratio(
      classes.reduce((sum, score) => sum + weightOf(score) * score[name], 0),
      all,
    );
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** Share of the weight on the diagonal. */
export function accuracyOf(confusion: readonly (readonly number[])[]): number {
  const hits = confusion.reduce((sum, row, k) => sum + row[k]!, 0);
  return ratio(
    hits,
    confusion.flat().reduce((sum, count) => sum + count, 0),
  );
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
