import { AppError } from '../errors/app-error.ts';
import { payloads, stage as stageSchema, type Stage } from '../records/mutation.ts';
import type { Decision } from '../records/reducer.ts';
import { isDeployed } from './in-use.ts';
import { decideVersion, placeOf } from './parents.ts';
import { applied, rejected, rule } from './rule.ts';
import type { ModelEntry, Provenance, VersionEntry } from './state.ts';

/** The version that alone holds Production or Staging; the other stages have no such holder. */
export function holderOf(model: ModelEntry, stage: Stage): VersionEntry | null {
  if (!isDeployed(stage)) return null;
  return model.versions.findLast((version) => version.stage === stage) ?? null;
}

/** A stage by its name in any case; `Development` is None. @throws AppError `stage-unknown`. */
export function parseStage(name: string): Stage {
  const wanted = name.toLowerCase() === 'development' ? 'none' : name.toLowerCase();
  const found = stageSchema.options.find((option) => option.toLowerCase() === wanted);
  if (found === undefined) throw new AppError('stage-unknown', { detail: `There is no stage "${name}".` });
  return found;
}

export const stageTransitioned = rule(payloads['stage.transitioned'], {
  decide(state, { versionId, stage, expect }) {
    const parent = decideVersion(state, versionId);
    if (parent.status === 'rejected') return parent;
    const { model, version } = placeOf(state, versionId);
    const deploys = isDeployed(stage);
    if (deploys && version.file !== undefined) {
      const what = `Version ${version.version} of "${model.name}"`;
      return rejected('not-servable', `${what} is the file "${version.file.name}", which is kept only.`);
    }
    if (deploys && model.archived === true) {
      return rejected('model-archived', `The model "${model.name}" is in the archive.`);
    }
    if (stage === 'Archived') return decideNotDeployed(model, version);
    if (stage === 'None') return applied;
    const holder = holderOf(model, stage);
    if ((holder?.versionId ?? null) === expect.versionId) return applied;
    const now = holder === null ? 'empty' : `held by version ${holder.version}`;
    return rejected('stale-precondition', `${stage} of "${model.name}" is ${now} meanwhile.`);
  },
  /** The former holder leaves the stage by the same event, so no moment has two or none. */
  apply(draft, { versionId, stage, reason }, by) {
    const { model, version } = placeOf(draft, versionId);
    const former = holderOf(model, stage);
    if (former !== null && former !== version) {
      move(model, former, 'Archived', `replaced by version ${version.version}`, by);
    }
    move(model, version, stage, reason, by);
  },
});

/** The archive takes nothing that answers requests; whoever is replaced there leaves by that same event. */
function decideNotDeployed({ name }: ModelEntry, { version, stage }: VersionEntry): Decision {
  if (!isDeployed(stage)) return applied;
  return rejected('in-use', `Version ${version} of "${name}" is in ${stage}.`);
}

function move(model: ModelEntry, version: VersionEntry, to: Stage, reason: string, by: Provenance): void {
  const from = version.stage;
  if (from === to) return;
  version.stage = to;
  model.transitions.push({
    ...by,
    versionId: version.versionId,
    version: version.version,
    from,
    to,
    reason,
  });
}
