import { AppError, type FieldError } from '../errors/app-error.ts';
import type { FeatureValue, Signature } from '../packaging/manifest.ts';

type Input = Signature['inputs'][number];

/**
 * Turns what a client sent into values in signature order (PRED2). `features` is an object by column
 * name (other keys are ignored) or an array in signature order.
 * @throws AppError `features-invalid` with one pointer per bad field, below `pointer`.
 */
export function checkFeatures(
  signature: Signature,
  features: unknown,
  pointer = '/features',
): FeatureValue[] {
  const read = reader(signature, features, pointer);
  const errors: FieldError[] = [];
  const values = signature.inputs.map((input, at) => {
    const problem = problemOf(input, read(input, at));
    if (problem === null) return normalize(input, read(input, at));
    const where = Array.isArray(features) ? String(at) : escapePointer(input.name);
    errors.push({ pointer: `${pointer}/${where}`, ...problem });
    return null;
  });
  if (errors.length === 0) return values;
  const shown = errors.slice(0, 3).map((error) => error.detail);
  const more = errors.length > 3 ? ` (and ${errors.length - 3} more)` : '';
  throw new AppError('features-invalid', { detail: `${shown.join(' ')}${more}`, errors });
}

function reader(
  signature: Signature,
  features: unknown,
  pointer: string,
): (input: Input, at: number) => unknown {
  if (Array.isArray(features)) {
    if (features.length !== signature.inputs.length) {
      throw new AppError('features-invalid', {
        detail: `The model takes ${signature.inputs.length} features in this order: ${signature.inputs.map((input) => input.name).join(', ')}; the array has ${features.length}.`,
        pointer,
      });
    }
    return (_, at) => features[at] as unknown;
  }
  if (typeof features !== 'object' || features === null) {
    throw new AppError('features-invalid', {
      detail: 'The features must be an object by column name, or an array in signature order.',
      pointer,
    });
  }
  const entries = features as Record<string, unknown>;
  return (input) => (Object.hasOwn(entries, input.name) ? entries[input.name] : undefined);
}

function problemOf(input: Input, value: unknown): Omit<FieldError, 'pointer'> | null {
  if (value === undefined)
    return { code: 'feature-missing', detail: `The feature "${input.name}" is missing.` };
  if (value === null) {
    return input.nullable
      ? null
      : { code: 'feature-null', detail: `The feature "${input.name}" must not be null.` };
  }
  switch (input.type) {
    case 'numeric':
      return numberProblem(input, value);
    case 'boolean':
      return typeof value === 'boolean' ? null : wrongType(input, 'true or false', value);
    case 'datetime':
      return datetimeMs(value) === null
        ? wrongType(input, 'an ISO 8601 date or milliseconds since 1970', value)
        : null;
    case 'categorical':
    case 'text':
      return typeof value === 'string' ? null : wrongType(input, 'a string', value);
  }
}

function numberProblem(input: Input, value: unknown): Omit<FieldError, 'pointer'> | null {
  if (typeof value !== 'number') return wrongType(input, 'a number', value);
  if (!Number.isFinite(value))
    return {
      code: 'not-finite',
      detail: `The feature "${input.name}" must be a finite number, not ${value}.`,
    };
  if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return {
      code: 'integer-too-large',
      detail: `The feature "${input.name}" is an integer beyond 2^53−1, which JSON numbers cannot hold exactly.`,
    };
  }
  return null;
}

function wrongType(input: Input, expected: string, value: unknown): Omit<FieldError, 'pointer'> {
  const given = JSON.stringify(value) ?? String(value);
  const shown = given.length > 60 ? `${given.slice(0, 57)}…` : given;
  return { code: 'wrong-type', detail: `The feature "${input.name}" must be ${expected}, not ${shown}.` };
}

function normalize(input: Input, value: unknown): FeatureValue {
  return input.type === 'datetime' && value !== null ? datetimeMs(value) : (value as FeatureValue);
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds since 1970 UTC; a time without a zone is taken as UTC, as the table does. */
function datetimeMs(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const match = ISO_DATE.exec(value);
  if (match === null) return null;
  const zoned = value.length > 10 && match[1] === undefined ? `${value}Z` : value;
  const ms = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(ms) ? null : ms;
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
