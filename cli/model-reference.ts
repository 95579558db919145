import { AppError } from '../shared/errors/app-error.ts';
import type { ModelReference } from '../workers/lifecycle/predict.ts';
import type { OptionHelp, Invocation } from './command.ts';

export const VERSION_OPTION: OptionHelp = {
  name: 'version',
  type: 'string',
  value: 'V',
  help: 'a version number, v1.2.0 or an id (default: the one in Production)',
};

/** `model`, `model@alias`. @throws AppError `usage` for both an alias and --version. */
export function referenceOf(invocation: Invocation): ModelReference {
  const [text] = invocation.positionals as [string];
  const at = text.lastIndexOf('@');
  const [model, alias] = at <= 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const stated = invocation.string('version');
  if (stated !== undefined && alias !== undefined)
    throw new AppError('usage', { detail: `Give either the alias "${alias}" or --version, not both.` });
  if (alias !== undefined) return { model, version: { alias } };
  return stated === undefined ? { model } : { model, version: stated };
}
