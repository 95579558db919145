import type { Stage } from '../records/mutation.ts';
import type { Decision } from '../records/reducer.ts';
import { applied, rejected } from './rule.ts';
import type { ModelEntry, VersionEntry } from './state.ts';

/** Whether what is in this stage answers requests. */
export const isDeployed = (stage: Stage): boolean => stage === 'Production' || stage === 'Staging';

/** Nothing that answers requests goes away: what is in Production or Staging, or has an alias, is `in-use`. */
export function decideUnused(
  { aliases }: ModelEntry,
  versions: readonly VersionEntry[],
  what: string,
): Decision {
  const deployed = versions.find(({ stage }) => isDeployed(stage));
  if (deployed !== undefined)
    return rejected('in-use', `${what} is deployed: version ${deployed.version} is in ${deployed.stage}.`);
  const ids = new Set(versions.map(({ versionId }) => versionId));
  const [alias] = [...aliases].find(([, versionId]) => ids.has(versionId)) ?? [];
  if (alias === undefined) return applied;
  return rejected('in-use', `${what} is reached by the alias "${alias}".`);
}
