import { type Payload, payloads, readPayload } from '../records/mutation.ts';
import type { Decision, Entry, Reducer } from '../records/reducer.ts';
import type { DeploymentState, Endpoint, Environment } from './state.ts';

const applied: Decision = { status: 'applied' };

/**
 * Where requests go, as a fold over the log. A transition to Production or Staging routes all of that
 * environment to the version; one that leaves a stage clears its route. Whether a transition may happen
 * is for the registry to say.
 */
export const deploymentReducer: Reducer<DeploymentState> = {
  empty: () => ({ endpoints: new Map(), modelOfVersion: new Map() }),
  draft: ({ endpoints, modelOfVersion }) => ({
    endpoints: new Map([...endpoints].map(([model, endpoint]) => [model, draftEndpoint(endpoint)])),
    modelOfVersion: new Map(modelOfVersion),
  }),
  decide: () => applied,
  apply(draft, entry) {
    if (entry.type === 'version.registered') {
      const { versionId, model } = readPayload(payloads[entry.type], entry.payload);
      draft.modelOfVersion.set(versionId, model);
    } else if (entry.type === 'stage.transitioned') {
      applyTransition(draft, readPayload(payloads[entry.type], entry.payload), entry);
    } else if (entry.type === 'version.deleted') {
      forget(draft, readPayload(payloads[entry.type], entry.payload).versionId);
    } else if (entry.type === 'model.deleted') {
      forgetModel(draft, readPayload(payloads[entry.type], entry.payload).model);
    }
  },
};

/** What is deleted is nothing to roll back to. */
function forget({ endpoints, modelOfVersion }: DeploymentState, versionId: string): void {
  const endpoint = endpoints.get(modelOfVersion.get(versionId) ?? '');
  if (endpoint !== undefined)
    endpoint.history = endpoint.history.filter((entry) => entry.versionId !== versionId);
  modelOfVersion.delete(versionId);
}

function forgetModel({ endpoints, modelOfVersion }: DeploymentState, model: string): void {
  endpoints.delete(model);
  for (const [versionId, name] of modelOfVersion) if (name === model) modelOfVersion.delete(versionId);
}

const environments: readonly Environment[] = ['production', 'staging'];

function applyTransition(
  draft: DeploymentState,
  { versionId, stage, reason }: Payload<'stage.transitioned'>,
  entry: Entry,
): void {
  const endpoint = endpointOf(draft, draft.modelOfVersion.get(versionId)!);
  for (const environment of environments) {
    if (stage.toLowerCase() === environment) routeAll(endpoint, environment, versionId, reason, entry);
    else clear(endpoint, environment, versionId, reason, entry);
  }
}

function endpointOf(draft: DeploymentState, model: string): Endpoint {
  const endpoint = draft.endpoints.get(model) ?? { model, production: [], staging: [], history: [] };
  draft.endpoints.set(model, endpoint);
  return endpoint;
}

function routeAll(
  endpoint: Endpoint,
  environment: Environment,
  versionId: string,
  reason: string,
  by: Entry,
): void {
  for (const route of endpoint[environment]) {
    if (route.versionId !== versionId) remember(endpoint, environment, route.versionId, reason, by);
  }
  endpoint[environment] = [{ versionId, weight: 100 }];
}

function clear(
  endpoint: Endpoint,
  environment: Environment,
  versionId: string,
  reason: string,
  by: Entry,
): void {
  const left = endpoint[environment].filter((route) => route.versionId !== versionId);
  if (left.length === endpoint[environment].length) return;
  remember(endpoint, environment, versionId, reason, by);
  const total = left.reduce((sum, route) => sum + route.weight, 0);
  endpoint[environment] = left.map((route) => ({ ...route, weight: (route.weight * 100) / total }));
}

function remember(
  endpoint: Endpoint,
  environment: Environment,
  versionId: string,
  reason: string,
  { seq, actor, at }: Entry,
): void {
  endpoint.history.push({ seq, actor, at, environment, versionId, reason });
}

function draftEndpoint(endpoint: Endpoint): Endpoint {
  const { production, staging, history } = endpoint;
  return { ...endpoint, production: [...production], staging: [...staging], history: [...history] };
}
