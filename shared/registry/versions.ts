import { payloads } from '../records/mutation.ts';
import { decideUnused } from './in-use.ts';
import { decideModel, decideVersion, placeOf } from './parents.ts';
import { applied, rejected, rule } from './rule.ts';
import type { ModelEntry, VersionEntry } from './state.ts';
import { isHigher, isSemver, nextSemver } from './semantic-version.ts';

export const versionRegistered = rule(payloads['version.registered'], {
  decide(state, payload) {
    const parent = decideModel(state, payload);
    if (parent.status === 'rejected') return parent;
    if (state.modelOfVersion.has(payload.versionId)) {
      return rejected('version-taken', `The version ${payload.versionId} is registered already.`);
    }
    const model = state.models.get(payload.model)!;
    if (model.deleted?.some(({ versionId }) => versionId === payload.versionId) === true) {
      return rejected('version-taken', `The version ${payload.versionId} was deleted.`);
    }
    return decideSemver(payload.semver, newest(model));
  },
  /** The number is given here, at sequencing: two offline "version 3" become 3 and 4 (SYNC4). */
  apply(draft, payload, by) {
    const { semver, modelUuid: _modelUuid, ...rest } = payload;
    const model = draft.models.get(rest.model)!;
    const previous = newest(model);
    model.versions.push({
      ...by,
      ...rest,
      version: (previous?.version ?? 0) + 1,
      semver: semver ?? nextSemver(previous, rest),
      stage: 'None',
    });
    draft.modelOfVersion.set(rest.versionId, rest.model);
    draft.rejected.delete(rest.versionId);
  },
});

/** The last that was registered, be it deleted since. */
function newest({ versions, deleted = [] }: ModelEntry): VersionEntry | undefined {
  const [kept, gone] = [versions.at(-1), deleted.at(-1)];
  return (gone?.version ?? 0) > (kept?.version ?? 0) ? gone : kept;
}

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

export const versionDeleted = rule(payloads['version.deleted'], {
  decide(state, { versionId }) {
    const parent = decideVersion(state, versionId);
    if (parent.status === 'rejected') return parent;
    const { model, version } = placeOf(state, versionId);
    return decideUnused(model, [version], `Version ${version.version} of "${model.name}"`);
  },
  apply(draft, { versionId }) {
    const { model, version } = placeOf(draft, versionId);
    model.versions = model.versions.filter((each) => each !== version);
    model.deleted = [...(model.deleted ?? []), version].toSorted((a, b) => a.version - b.version);
    draft.modelOfVersion.delete(versionId);
  },
});
