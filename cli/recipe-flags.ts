import { AppError } from '../shared/errors/app-error.ts';
import { DERIVED_FORMS, parseDerived } from '../shared/pipelines/parse-derived.ts';
import type { DerivedColumn } from '../shared/records/derived.ts';
import type { Calibrate } from '../shared/records/recipe.ts';
import type { Command, Invocation } from './command.ts';
import { wholeNumber } from './invocation.ts';

/** Parts of a recipe that every command that makes one can be given. */
export const recipeFlags: Command['options'] = [
  {
    name: 'derive',
    type: 'list',
    value: 'NAME=OP(COLUMN,…)',
    help: `a column made from others: ${DERIVED_FORMS.map((form) => form.replace('NAME=', '')).join(', ')}`,
  },
  {
    name: 'calibrate',
    type: 'string',
    value: 'METHOD',
    help: 'make probabilities frequencies: isotonic (many rows) or sigmoid (few)',
  },
  {
    name: 'calibration-folds',
    type: 'string',
    value: 'K',
    help: 'parts of the training rows that calibration leaves out in turn (default 5)',
  },
];

export interface RecipeParts {
  readonly derived: readonly DerivedColumn[];
  readonly calibrate?: Calibrate;
}

/** @throws AppError `usage` */
export function recipeParts(invocation: Invocation): RecipeParts {
  const derived = invocation.list('derive').map(parseDerived);
  const method = invocation.string('calibrate');
  if (method === undefined) {
    if (invocation.string('calibration-folds') === undefined) return { derived };
    throw new AppError('usage', { detail: '--calibration-folds goes with --calibrate.' });
  }
  if (method !== 'isotonic' && method !== 'sigmoid')
    throw new AppError('usage', { detail: `--calibrate must be isotonic or sigmoid, not "${method}".` });
  const folds = wholeNumber(invocation, 'calibration-folds', { min: 2, max: 10, fallback: 5 });
  return { derived, calibrate: { method, folds } };
}
