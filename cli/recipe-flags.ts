import { AppError } from '../shared/errors/app-error.ts';
import { DERIVED_FORMS, parseDerived } from '../shared/pipelines/parse-derived.ts';
import type { DerivedColumn } from '../shared/records/derived.ts';
import type { Calibrate, Recipe } from '../shared/records/recipe.ts';
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
  {
    name: 'class-weight',
    type: 'list',
    value: 'LABEL=WEIGHT',
    help: 'what rows of a class weigh in the training (1 for the others); may be given several times',
  },
  {
    name: 'monotone',
    type: 'list',
    value: 'FEATURE=DIRECTION',
    help: 'predictions must not go against a feature: increasing or decreasing (gradient boosting); may be given several times',
  },
];

export interface RecipeParts {
  readonly derived: readonly DerivedColumn[];
  readonly calibrate?: Calibrate;
  readonly classWeights?: NonNullable<Recipe['classWeights']>;
  readonly monotone?: NonNullable<Recipe['estimator']['monotone']>;
}

/** @throws AppError `usage` */
export function recipeParts(invocation: Invocation): RecipeParts {
  const derived = invocation.list('derive').map(parseDerived);
  const weights = invocation.list('class-weight').map(classWeight);
  const monotone = invocation.list('monotone').map(direction);
  return {
    derived,
    ...calibratePart(invocation),
    ...(weights.length === 0 ? {} : { classWeights: weights }),
    ...(monotone.length === 0 ? {} : { monotone }),
  };
}

/** `FEATURE=DIRECTION`; a feature may have an equals sign. */
function direction(text: string): NonNullable<RecipeParts['monotone']>[number] {
  const at = text.lastIndexOf('=');
  const given = text.slice(at + 1);
  if (at > 0 && (given === 'increasing' || given === 'decreasing'))
    return { name: text.slice(0, at), direction: given };
  throw new AppError('usage', {
    detail: `--monotone must be FEATURE=increasing or FEATURE=decreasing, not "${text}".`,
  });
}

/** `LABEL=WEIGHT`; a label may have an equals sign. */
function classWeight(text: string): { label: string; weight: number } {
  const at = text.lastIndexOf('=');
  const weight = Number(text.slice(at + 1));
  if (at > 0 && weight >= 1e-6 && weight <= 1e6) return { label: text.slice(0, at), weight };
  throw new AppError('usage', {
    detail: `--class-weight must be LABEL=WEIGHT with a weight from 0.000001 to 1000000, not "${text}".`,
  });
}

function calibratePart(invocation: Invocation): Pick<RecipeParts, 'calibrate'> {
  const method = invocation.string('calibrate');
  if (method === undefined) {
    if (invocation.string('calibration-folds') === undefined) return {};
    throw new AppError('usage', { detail: '--calibration-folds goes with --calibrate.' });
  }
  if (method !== 'isotonic' && method !== 'sigmoid')
    throw new AppError('usage', { detail: `--calibrate must be isotonic or sigmoid, not "${method}".` });
  const folds = wholeNumber(invocation, 'calibration-folds', { min: 2, max: 10, fallback: 5 });
  return { calibrate: { method, folds } };
}
