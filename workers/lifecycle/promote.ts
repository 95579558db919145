import { rollbackTarget } from '../../shared/deployment/rollback.ts';
import type { Stage } from '../../shared/records/mutation.ts';
import { modelByName } from '../../shared/registry/queries.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import type { Host } from './host.ts';
import { versionEntry } from './register.ts';

/**
 * Moves a version to a stage; to Production means that it serves from now on and the former one is archived.
 * @throws AppError `version-unknown`, `stale-precondition` when someone else was faster.
 */
export async function promote(
  host: Host,
  versionId: string,
  stage: Stage,
  reason = '',
): Promise<VersionEntry> {
  const { model: name } = await versionEntry(host, versionId);
  const { registry } = await host.workspace.log.state();
  const expect = { versionId: holderOf(modelByName(registry, name), stage) };
  await host.workspace.log.commit('stage.transitioned', { versionId, stage, reason, expect });
  return versionEntry(host, versionId);
}

function holderOf(model: ModelEntry, stage: Stage): string | null {
  if (stage !== 'Production' && stage !== 'Staging') return null;
  return model.versions.find((version) => version.stage === stage)?.versionId ?? null;
}

/** Puts the version that served before back into Production. @throws AppError `rollback-empty`. */
export async function rollback(host: Host, model: string, reason = 'rollback'): Promise<VersionEntry> {
  const state = await host.workspace.log.state();
  return promote(host, rollbackTarget(state.deployment, model), 'Production', reason);
}

/** Points an alias such as `champion` at a version. */
export async function setAlias(host: Host, model: string, alias: string, versionId: string): Promise<void> {
  const { registry } = await host.workspace.log.state();
  const current = modelByName(registry, model).aliases.get(alias) ?? null;
  await host.workspace.log.commit('alias.set', { model, alias, versionId, expect: { versionId: current } });
}
