import { AppError } from '../errors/app-error.ts';
import type { FittedModel } from '../estimators/estimator.ts';
import type { Manifest } from '../packaging/manifest.ts';
import type { FittedTransformer } from '../preparation/transformer.ts';

/** The version that training goes on from: its preparation stays as it is. */
export interface BaseVersion {
  readonly recipe: Manifest['recipe'];
  readonly transformers: readonly FittedTransformer[];
  readonly labels: readonly string[];
  readonly model: FittedModel;
}

/** The classes of the base first, in its order; new ones stand behind them. @throws AppError `cannot-continue`. */
export function labelsAfter(base: BaseVersion, labels: readonly string[], newClasses: boolean): string[] {
  const fresh = labels.filter((label) => !base.labels.includes(label));
  if (fresh.length > 0 && !newClasses)
    throw cannotContinue(
      `The rows have classes that it does not know: ${fresh.slice(0, 10).join(', ')}.`,
      '/target',
    );
  return [...base.labels, ...fresh];
}

export const cannotContinue = (why: string, pointer = '/estimator/name'): AppError =>
  new AppError('cannot-continue', { detail: `Training cannot go on from that version. ${why}`, pointer });
