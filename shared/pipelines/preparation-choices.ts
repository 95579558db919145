import { resolveParams } from '../estimators/params-check.ts';
import { estimatorByName } from '../estimators/registry.ts';
import type { ParamTable } from '../estimators/params.ts';
import type { DerivedColumn } from '../records/derived.ts';
import type { Balance, Recipe, RecipeColumn } from '../records/recipe.ts';
import { sequenceChoices, sequenceStep, type SequenceChoices } from './sequence-step.ts';
import { textChoices, vectorizeStep, type TextChoices } from './text-choices.ts';

/** What people choose about preparation, as data: the page's form and the command's `--prepare` derive from it. */
export const preparationChoices: ParamTable = [
  {
    name: 'duplicates',
    title: 'Duplicate rows',
    help: 'Rows that are equal in every column, before the split.',
    type: 'choice',
    choices: ['drop', 'keep'],
    default: 'drop',
  },
  {
    name: 'outliers',
    title: 'Outliers',
    help: 'Clip to the bounds, drop the training row, or keep. Bounds are fitted on the training part.',
    type: 'choice',
    choices: ['clip', 'drop', 'keep'],
    default: 'clip',
  },
  {
    name: 'outlier_method',
    title: 'Bounds by',
    help: 'Three interquartile ranges beyond the quartiles, or three standard deviations from the mean.',
    type: 'choice',
    choices: ['iqr', 'zscore'],
    default: 'iqr',
  },
  {
    name: 'numeric_gaps',
    title: 'Missing numbers',
    help: 'What stands in for a missing number. Automatic: they stay missing where the estimator takes that, else the median.',
    type: 'choice',
    choices: ['auto', 'median', 'mean', 'zero', 'keep'],
    default: 'auto',
  },
  {
    name: 'category_gaps',
    title: 'Missing categories',
    help: 'The most frequent category, or a category of its own.',
    type: 'choice',
    choices: ['auto', 'most-frequent', 'missing-level', 'keep'],
    default: 'auto',
  },
  {
    name: 'encode',
    title: 'Categories become',
    help: 'A 0/1 column each, numbers in order (ordinal), or codes for estimators that split on categories by themselves. Automatic: codes where the estimator takes them, else 0/1 columns.',
    type: 'choice',
    choices: ['auto', 'one-hot', 'ordinal', 'codes'],
    default: 'auto',
  },
  {
    name: 'unknown',
    title: 'Unknown categories',
    help: 'At prediction: answer with a warning, or refuse.',
    type: 'choice',
    choices: ['ignore', 'error'],
    default: 'ignore',
  },
  {
    name: 'scale',
    title: 'Scale numbers',
    help: 'Automatic: standard for linear models and networks, none for trees.',
    type: 'choice',
    choices: ['auto', 'standard', 'min-max', 'none'],
    default: 'auto',
  },
  {
    name: 'balance',
    title: 'Balance classes',
    help: 'Of the training part only: repeat rows of small classes, leave out rows of large ones, or make new ones between neighbours (SMOTE).',
    type: 'choice',
    choices: ['none', 'oversample', 'undersample', 'smote'],
    default: 'none',
  },
  ...textChoices,
  ...sequenceChoices,
];

/** Trees need no scaling; linear models and networks do. */
const UNSCALED = new Set(['random-forest', 'decision-tree', 'gradient-boosting']);
/** These count, and nothing is counted below zero. */
const COUNTING = new Set(['multinomial-nb', 'complement-nb']);

type Steps = Pick<Recipe, 'clean' | 'prepare' | 'balance'>;

/**
 * The cleaning and preparation steps for these columns and choices, in the order they run.
 * @throws AppError `param-invalid` for an unknown choice.
 */
export function preparationSteps(
  columns: readonly RecipeColumn[],
  estimator: string,
  given: Readonly<Record<string, unknown>> = {},
  derived: readonly DerivedColumn[] = [],
): Steps {
  const chosen = resolveParams(preparationChoices, given) as unknown as Choices;
  const types = new Set(columns.filter((column) => column.role === 'feature').map((column) => column.type));
  for (const made of derived)
    types.add(made.op === 'bins' && made.as === 'category' ? 'categorical' : 'numeric');
  const numbers = types.has('numeric') || types.has('datetime');
  const prepare: Recipe['prepare'] = [];
  if (derived.length > 0) prepare.push({ step: 'derive', derived: [...derived] });
  if (types.has('datetime')) {
    prepare.push({ step: 'datetime', parts: ['year', 'month', 'weekday', 'hour', 'elapsed-days'] });
  }
  if (numbers && chosen.outliers !== 'keep') {
    prepare.push({ step: 'outliers', method: chosen.outlier_method, action: chosen.outliers, factor: 3 });
  }
  prepare.push(...imputeSteps(chosen, estimator));
  if (types.has('categorical') || types.has('boolean')) prepare.push(encodeStep(chosen, estimator));
  const scale = chosen.scale === 'auto' ? usualScale(estimator) : chosen.scale;
  if (scale !== 'none') prepare.push({ step: 'scale', method: scale });
  if (types.has('text')) {
    const inOrder = estimatorByName(estimator).sequences === true;
    prepare.push(inOrder ? sequenceStep(chosen) : vectorizeStep(chosen, !COUNTING.has(estimator)));
  }
  const clean: Recipe['clean'] = chosen.duplicates === 'drop' ? [{ step: 'drop-duplicates' }] : [];
  return chosen.balance === 'none'
    ? { clean, prepare }
    : { clean, prepare, balance: balanceBy(chosen.balance) };
}

/** Between a row and one with a gap, or between two codes, SMOTE finds nothing. */
const isNative = (chosen: Choices, does: boolean | undefined): boolean =>
  does === true && chosen.balance !== 'smote';

function imputeSteps(chosen: Choices, name: string): Recipe['prepare'] {
  const keeps = isNative(chosen, estimatorByName(name).missing);
  const numeric = chosen.numeric_gaps === 'auto' ? (keeps ? 'keep' : 'median') : chosen.numeric_gaps;
  const categorical =
    chosen.category_gaps === 'auto' ? (keeps ? 'keep' : 'most-frequent') : chosen.category_gaps;
  if (numeric === 'keep' && categorical === 'keep' && keeps) return [];
  return [{ step: 'impute', numeric, categorical }];
}

/** Codes of 255 levels at most, the rest among them, leave a bin for missing cells. */
const MOST_CODES = 254;

function encodeStep(chosen: Choices, name: string): Recipe['prepare'][number] {
  const usual = isNative(chosen, estimatorByName(name).categories) ? 'codes' : 'one-hot';
  const method = chosen.encode === 'auto' ? usual : chosen.encode;
  const maxLevels = method === 'codes' ? MOST_CODES : 50;
  return { step: 'encode', method, unknown: chosen.unknown, maxLevels };
}

/** A strategy with its usual settings. */
export const balanceBy = (strategy: Balance['strategy']): Balance =>
  strategy === 'smote' ? { strategy, neighbours: 5 } : { strategy };

function usualScale(estimator: string): 'standard' | 'min-max' | 'none' {
  if (UNSCALED.has(estimator)) return 'none';
  return COUNTING.has(estimator) ? 'min-max' : 'standard';
}

interface Choices extends TextChoices, SequenceChoices {
  readonly duplicates: 'drop' | 'keep';
  readonly outliers: 'clip' | 'drop' | 'keep';
  readonly outlier_method: 'iqr' | 'zscore';
  readonly numeric_gaps: 'auto' | 'median' | 'mean' | 'zero' | 'keep';
  readonly category_gaps: 'auto' | 'most-frequent' | 'missing-level' | 'keep';
  readonly encode: 'auto' | 'one-hot' | 'ordinal' | 'codes';
  readonly unknown: 'ignore' | 'error';
  readonly scale: 'auto' | 'standard' | 'min-max' | 'none';
  readonly balance: 'none' | Balance['strategy'];
}
