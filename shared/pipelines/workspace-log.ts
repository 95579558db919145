import { deploymentReducer } from '../deployment/reducer.ts';
import type { DeploymentState } from '../deployment/state.ts';
import { alertReducer } from '../monitoring/alert-reducer.ts';
import type { AlertState } from '../monitoring/alert-state.ts';
import { registryReducer } from '../registry/reducer.ts';
import type { RegistryState } from '../registry/state.ts';
import { fold, type LoggedEntry } from '../sync/fold.ts';
import type { Decision, Entry, Reducer } from '../records/reducer.ts';

/** Everything that is shared, as one fold over the log. */
export interface WorkspaceState {
  readonly registry: RegistryState;
  readonly deployment: DeploymentState;
  readonly alerts: AlertState;
}

/** One event changes all parts at once: a version is in Production exactly when it is routed there. */
export const workspaceReducer: Reducer<WorkspaceState> = {
  empty: () => ({
    registry: registryReducer.empty(),
    deployment: deploymentReducer.empty(),
    alerts: alertReducer.empty(),
  }),
  draft: ({ registry, deployment, alerts }) => ({
    registry: registryReducer.draft(registry),
    deployment: deploymentReducer.draft(deployment),
    alerts: alertReducer.draft(alerts),
  }),
  decide(state, entry) {
    const decision = registryReducer.decide(state.registry, entry);
    if (decision.status === 'rejected') return decision;
    const routed = deploymentReducer.decide(state.deployment, entry);
    return routed.status === 'rejected' ? routed : alertReducer.decide(state.alerts, entry);
  },
  apply(draft, entry) {
    registryReducer.apply(draft.registry, entry);
    deploymentReducer.apply(draft.deployment, entry);
    alertReducer.apply(draft.alerts, entry);
  },
  reject(draft, entry) {
    registryReducer.reject?.(draft.registry, entry);
    deploymentReducer.reject?.(draft.deployment, entry);
  },
};

export function emptyWorkspaceState(): WorkspaceState {
  return workspaceReducer.empty();
}

/** Whether an entry may happen now. */
export function decide(state: WorkspaceState, entry: Entry): Decision {
  return workspaceReducer.decide(state, entry);
}

/** The state after more of the log; `state` itself stays as it is. Cost: one copy of it, then the entries. */
export function evolve(state: WorkspaceState, entries: readonly LoggedEntry[]): WorkspaceState {
  return fold(workspaceReducer, state, entries);
}
