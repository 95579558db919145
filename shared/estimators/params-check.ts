import { AppError, type FieldError } from '../errors/app-error.ts';
import type { ParamValues } from './estimator.ts';
import type { Param, ParamTable } from './params.ts';

type Value = ParamValues[string];

/**
 * Checks the given params against the table and fills in the defaults, in the order of the table.
 * @throws AppError `param-invalid` with one entry per param that is unknown, of the wrong type or out
 * of its limits; the detail states the limits and the given value.
 */
export function resolveParams(table: ParamTable, given: Readonly<Record<string, unknown>>): ParamValues {
  const errors: FieldError[] = [];
  const note = (name: string, problem: string | null): void => {
    if (problem !== null) errors.push(fieldError(name, problem));
  };
  for (const name of Object.keys(given))
    if (findParam(table, name) === undefined) note(name, unknownName(table, name));
  const values: [string, Value][] = [];
  for (const param of table) {
    const value = Object.hasOwn(given, param.name) ? given[param.name] : undefined;
    if (value !== undefined) note(param.name, problemOf(param, value));
    values.push([param.name, (value ?? (value === null ? null : param.default)) as Value]);
  }
  if (errors.length > 0) throw invalid(errors);
  return Object.fromEntries(values);
}

/**
 * Reads one `name=value` flag into a typed pair; `none`, `null` and an empty value mean null.
 * @throws AppError `param-invalid` for a missing `=`, an unknown name or a value that does not fit.
 */
export function parseParamFlag(table: ParamTable, flag: string): readonly [string, Value] {
  const at = flag.indexOf('=');
  const name = (at < 0 ? flag : flag.slice(0, at)).trim();
  const param = findParam(table, name);
  if (at < 0) throw invalid([fieldError(name, `"${flag}" has no value; write ${name}=VALUE.`)]);
  if (param === undefined) throw invalid([fieldError(name, unknownName(table, name))]);
  const value = parseValue(param, flag.slice(at + 1).trim());
  const problem = problemOf(param, value);
  if (problem !== null) throw invalid([fieldError(name, problem)]);
  return [name, value];
}

function parseValue(param: Param, text: string): Value {
  if (param.type === 'choice') return text;
  if (text === '' || text === 'none' || text === 'null') return null;
  if (param.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

/** What is wrong with a value, or null. */
function problemOf(param: Param, value: unknown): string | null {
  return fits(param, value)
    ? null
    : `"${param.name}" must be ${limitsOf(param)}; it was given ${shown(value)}.`;
}

function fits(param: Param, value: unknown): boolean {
  switch (param.type) {
    case 'choice':
      return typeof value === 'string' && param.choices.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return (
        (value === null && param.nullable === true) || (Number.isInteger(value) && inRange(param, value))
      );
    case 'number':
      return (value === null && param.nullable === true) || inRange(param, value);
  }
}

function inRange(param: { min: number; max: number }, value: unknown): boolean {
  return typeof value === 'number' && value >= param.min && value <= param.max;
}

function limitsOf(param: Param): string {
  if (param.type === 'choice') return `one of ${param.choices.join(', ')}`;
  if (param.type === 'boolean') return 'true or false';
  const kind = param.type === 'integer' ? 'an integer' : 'a number';
  return `${kind} from ${param.min} to ${param.max}${param.nullable === true ? ', or null' : ''}`;
}

function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const findParam = (table: ParamTable, name: string): Param | undefined =>
  table.find((param) => param.name === name);

const unknownName = (table: ParamTable, name: string): string =>
  `There is no param "${name}"; the params are ${table.map((param) => param.name).join(', ')}.`;

const fieldError = (name: string, detail: string): FieldError => ({
  pointer: `/params/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  code: 'param-invalid',
  detail,
});

const invalid = (errors: FieldError[]): AppError =>
  new AppError('param-invalid', { detail: errors.map((error) => error.detail).join(' '), errors });
