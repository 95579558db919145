import { resolveVersion, splitReference } from '../shared/registry/queries.ts';
import type { RegistryState, VersionEntry } from '../shared/registry/state.ts';

/** `MODEL@VERSION`: a number, `1.2.0`, an alias; without `@` the version in Production. @throws AppError. */
export function versionAt(state: RegistryState, text: string): VersionEntry {
  const { model, version } = splitReference(text);
  return resolveVersion(state, model, version);
}

/** `key=value` as it was given. */
export function tagOf(text: string): { key: string; value: string } {
  const at = text.indexOf('=');
  return at <= 0 ? { key: text, value: '' } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
