import { AppError } from '../errors/app-error.ts';
import { alertReducer } from '../monitoring/alert-reducer.ts';
import type { WorkspaceState } from './workspace-log.ts';

/**
 * The folded state as JSON and back. Names that come from data are never object keys (SEC4), so a Map
 * travels as `{"map": [[key, value], …]}` and a Set as `{"set": […]}`; plain objects have keys of ours.
 */
export function encodeState(state: WorkspaceState): unknown {
  return encode(state);
}

/** @throws AppError `log-diverged` when it is no state: the whole log is read instead. */
export function decodeState(encoded: unknown): WorkspaceState {
  const state = decode(encoded) as Partial<WorkspaceState> | null;
  const { registry, deployment, alerts } = state ?? {};
  if (registry?.models instanceof Map && registry.runs instanceof Map && deployment?.endpoints instanceof Map)
    // A server that knows no alerts has sent none.
    return { registry, deployment, alerts: alerts?.models instanceof Map ? alerts : alertReducer.empty() };
  throw new AppError('log-diverged', { detail: 'The snapshot is not the state of a workspace.' });
}

function encode(value: unknown): unknown {
  if (value instanceof Map) return { map: [...value].map(([key, held]) => [key, encode(held)]) };
  if (value instanceof Set) return { set: [...value] };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== 'object' || value === null) return value;
  return { object: Object.entries(value).map(([key, held]) => [key, encode(held)]) };
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  if ('map' in value) return new Map(pairs(value.map).map(([key, held]) => [key, decode(held)]));
  if ('set' in value) return new Set(Array.isArray(value.set) ? value.set : []);
  if ('object' in value)
    return Object.fromEntries(pairs(value.object).map(([key, held]) => [String(key), decode(held)]));
  throw new AppError('log-diverged', { detail: 'The snapshot has a value of an unknown form.' });
}

function pairs(value: unknown): [unknown, unknown][] {
  return Array.isArray(value) ? value.filter((each) => Array.isArray(each) && each.length === 2) : [];
}
