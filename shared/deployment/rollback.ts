import { AppError } from '../errors/app-error.ts';
import type { DeploymentState, Endpoint } from './state.ts';

/**
 * The version that was in Production before the present one. Going back is not going forward: after a
 * rollback from 3 to 2, the next one leads to 1, never to the 3 that was left behind.
 * @throws AppError `rollback-empty` when nothing was in Production before.
 */
export function rollbackTarget(state: DeploymentState, model: string): string {
  const endpoint = state.endpoints.get(model);
  const target = endpoint === undefined ? undefined : formerVersions(endpoint).at(-1);
  if (target !== undefined) return target;
  throw new AppError('rollback-empty', { detail: `No version of "${model}" was in Production before.` });
}

/** What was in Production and was not left by a rollback, oldest first, without the present version. */
function formerVersions({ history, production }: Endpoint): string[] {
  const past = history.filter((entry) => entry.environment === 'production').map((entry) => entry.versionId);
  const stack: string[] = [];
  let current: string | undefined;
  for (const next of [...past, production[0]?.versionId]) {
    if (next === current) continue;
    if (next !== undefined && next === stack.at(-1)) stack.pop();
    else if (current !== undefined) stack.push(current);
    current = next;
  }
  return stack;
}
