import { AppError, type FieldError } from '../errors/app-error.ts';
import type { FeatureValue, Signature } from '../packaging/manifest.ts';
import type { Suite } from '../records/suite.ts';
import { tableFromInstances } from '../table/instances.ts';
import { checkSuite } from '../validation/check-suite.ts';
import { columnOf } from '../validation/expectations/kind.ts';
import { kindOf } from '../validation/expectations/kinds.ts';
import type { PredictionAnswer } from './answer.ts';
import { checkFeatures } from './check-features.ts';
import type { ServedPrediction, ServingModel } from './serving-model.ts';

/** What becomes of a row that breaks what its dataset promises: a warning beside the answer, or 422. */
export type GuardMode = 'warn' | 'refuse';

/**
 * The same model behind the suite of the dataset that it was trained from. Only what one row can tell is
 * asked: expectations of input columns that allow no row to fail. Those below the severity `error` warn in
 * either mode. Cost: a look of the suite at one row, some tens of microseconds.
 */
export function guardServing(serving: ServingModel, suite: Suite, mode: GuardMode): ServingModel {
  const { signature } = serving.manifest;
  const asked = askedOfOneRow(suite, signature);
  if (asked.expectations.length === 0) return serving;
  const findings = (features: unknown): { errors: FieldError[]; warnings: PredictionAnswer['warnings'] } => {
    const broken = brokenPromises(asked, signature, checkFeatures(signature, features));
    const isError = (each: Broken): boolean => mode === 'refuse' && each.severity === 'error';
    return {
      errors: broken.filter(isError).map(fieldOf),
      warnings: broken.filter((each) => !isError(each)).map(fieldOf),
    };
  };
  const predict: ServingModel['predict'] = (features, options) => {
    const { errors, warnings } = findings(features);
    if (errors.length > 0) throw refusal(errors);
    return withWarnings(serving.predict(features, options), warnings);
  };
  return {
    ...serving,
    predict,
    predictAll: (instances, options) =>
      instances.map((instance) => {
        try {
          return predict(instance, options);
        } catch (thrown) {
          if (thrown instanceof AppError) return thrown;
          throw thrown;
        }
      }),
  };
}

function askedOfOneRow(suite: Suite, { inputs }: Signature): Suite {
  const names = new Set(inputs.map(({ name }) => name));
  const expectations = suite.expectations.filter((each) => {
    const column = columnOf(each);
    const isInput = column !== null && names.has(column);
    return each.enabled && isInput && each.check !== 'unique' && tellsByRow(each);
  });
  return { ...suite, expectations };
}

function tellsByRow(expectation: Suite['expectations'][number]): boolean {
  const kind = kindOf(expectation.check);
  return kind.by === 'rows' && kind.allowed(expectation) === 0;
}

interface Broken {
  readonly column: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly promise: string;
}

function brokenPromises(suite: Suite, { inputs }: Signature, row: readonly FeatureValue[]): Broken[] {
  const { results } = checkSuite(tableFromInstances(inputs, [row]), suite);
  return results.flatMap(({ status, column, severity, promise }) =>
    status === 'failed' && column !== null ? [{ column, severity, promise }] : [],
  );
}

const fieldOf = ({ column, promise }: Broken): FieldError => ({
  pointer: `/features/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  code: 'promise-broken',
  detail: promise,
});

const refusal = (errors: FieldError[]): AppError =>
  new AppError('features-invalid', {
    detail: errors.map(({ detail }) => detail).join(' '),
    remedy: 'Send values as the dataset of this model promises them.',
    errors,
  });

function withWarnings(served: ServedPrediction, more: PredictionAnswer['warnings']): ServedPrediction {
  if (more.length === 0) return served;
  return { ...served, answer: { ...served.answer, warnings: [...served.answer.warnings, ...more] } };
}
