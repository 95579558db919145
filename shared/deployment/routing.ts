import { AppError } from '../errors/app-error.ts';
import type { DeploymentState, Environment, Route } from './state.ts';

/**
 * The version that answers a request. The same key gets the same version as long as the weights stay,
 * and a version that gains weight keeps the keys it has when it stands last (PRED4).
 * @throws AppError `not-deployed` when nothing is routed.
 */
export function routeFor(
  state: DeploymentState,
  model: string,
  environment: Environment,
  key: string,
): string {
  const routes = state.endpoints.get(model)?.[environment] ?? [];
  const last = routes.at(-1);
  if (last === undefined) {
    throw new AppError('not-deployed', { detail: `No version of "${model}" is routed in ${environment}.` });
  }
  if (routes.length === 1) return last.versionId;
  return pick(routes, pointOf(`${model}\n${key}`)) ?? last.versionId;
}

function pick(routes: readonly Route[], point: number): string | undefined {
  let reached = 0;
  return routes.find((route) => point < (reached += route.weight))?.versionId;
}

/**
 * A key's fixed point in [0, 100): FNV-1a over its UTF-16 code units, then the finalizer of MurmurHash3
 * (Appleby, 2011), since FNV alone leaves neighbouring keys together.
 */
function pointOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) * (100 / 2 ** 32);
}
