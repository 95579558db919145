import { payloads } from '../records/mutation.ts';
import { decideModel, decideVersion, placeOf } from './parents.ts';
import { applied, rejected, rule } from './rule.ts';
import { isHigher, isSemver, nextSemver } from './semantic-version.ts';

export const versionRegistered = rule(payloads['version.registered'], {
  decide(state, payload) {
    const parent = decideModel(state, payload);
    if (parent.status === 'rejected') return parent;
    if (state.modelOfVersion.has(payload.versionId)) {
      return rejected('version-taken', `The version ${payload.versionId} is registered already.`);
    }
    return decideSemver(payload.semver, state.models.get(payload.model)!.versions.at(-1));
  },
  /** The number is given here, at sequencing: two offline "version 3" become 3 and 4 (SYNC4). */
  apply(draft, payload, by) {
    const { semver, modelUuid: _modelUuid, ...rest } = payload;
    const { versions } = draft.models.get(rest.model)!;
    versions.push({
      ...by,
      ...rest,
      version: versions.length + 1,
      semver: semver ?? nextSemver(versions.at(-1), rest),
      stage: 'None',
    });
    draft.modelOfVersion.set(rest.versionId, rest.model);
    draft.rejected.delete(rest.versionId);
  },
});

function decideSemver(semver: string | undefined, previous: { semver: string } | undefined) {
  if (semver === undefined) return applied;
  if (!isSemver(semver)) return rejected('mutation-invalid', `"${semver}" is no semantic version.`);
  if (isHigher(semver, previous)) return applied;
  return rejected('version-taken', `${semver} is not above ${previous?.semver}, the newest version.`);
}

export const versionDescribed = rule(payloads['version.described'], {
  decide: (state, { versionId }) => decideVersion(state, versionId),
  apply(draft, { versionId, description, tags }) {
    const { version } = placeOf(draft, versionId);
    version.description = description;
    if (tags !== undefined) version.tags = tags;
  },
});
