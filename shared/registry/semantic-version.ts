import gt from 'semver/functions/gt.js';
import inc from 'semver/functions/inc.js';
import valid from 'semver/functions/valid.js';
import type { VersionEntry } from './state.ts';

type Lineage = Pick<VersionEntry, 'signatureDigest' | 'recipeDigest'>;

/**
 * The semantic version of what follows `previous`: major when the input signature changed, minor when
 * the recipe did, patch when only the data did; 1.0.0 for the first.
 */
export function nextSemver(previous: (Lineage & { semver: string }) | undefined, next: Lineage): string {
  if (previous === undefined) return '1.0.0';
  return inc(previous.semver, changeOf(previous, next))!;
}

function changeOf(previous: Lineage, next: Lineage): 'major' | 'minor' | 'patch' {
  if (previous.signatureDigest !== next.signatureDigest) return 'major';
  return previous.recipeDigest !== next.recipeDigest ? 'minor' : 'patch';
}

/** Whether a text is a semantic version in its one spelling, e.g. `1.2.0`. */
export function isSemver(text: string): boolean {
  return valid(text) === text;
}

/** Whether `semver` may follow `previous`. Versions only rise, so what is higher is unused. */
export function isHigher(semver: string, previous: { semver: string } | undefined): boolean {
  return previous === undefined || gt(semver, previous.semver);
}
