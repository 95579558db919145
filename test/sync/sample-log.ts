import type { Event, Mutation, MutationType } from '../../shared/records/mutation.ts';
import {
  emptyWorkspaceState,
  workspaceReducer,
  type WorkspaceState,
} from '../../shared/pipelines/workspace-log.ts';
import { EMPTY_HEAD } from '../../shared/sync/hash.ts';
import { sequence, type LogPosition, type Sequenced } from '../../shared/sync/sequence.ts';
import type { Written } from '../registry/play.ts';

/** A mutation that creates model `model-<mid>`, unless something else is asked for. */
export function mutation(mid: number, change: Partial<Mutation> = {}): Mutation {
  return {
    mid,
    uid: `uid-${mid}`,
    type: 'model.created',
    v: 1,
    at: '2026-01-01T00:00:00.000Z',
    payload: { model: `model-${mid}`, modelUuid: `uuid-${mid}` },
    ...change,
  };
}

export function typed<T extends MutationType>(mid: number, type: T, payload: Written<T>): Mutation {
  return mutation(mid, { type, payload: { ...payload } });
}

/** A server in memory: the pure core with everything that a store would remember. */
export interface MemoryServer {
  readonly events: Event[];
  readonly blobs: Set<string>;
  readonly state: WorkspaceState;
  push(clientId: string, mutations: readonly Mutation[]): Sequenced<WorkspaceState>;
}

export function memoryServer(): MemoryServer {
  const events: Event[] = [];
  const blobs = new Set<string>();
  const lastMids = new Map<string, number>();
  let {
    state,
    head,
  }: Pick<LogPosition<WorkspaceState>, 'state' | 'head'> = {
    state: emptyWorkspaceState(),
    head: EMPTY_HEAD,
  };
  return {
    events,
    blobs,
    get state() {
      return state;
    },
    push(clientId, mutations) {
      const done = sequence(
        workspaceReducer,
        { state, head, lastMid: lastMids.get(clientId) ?? 0 },
        {
          byMid: (mid) => events.find((event) => event.clientId === clientId && event.mid === mid),
          byUid: (uid) => events.find((event) => event.uid === uid),
          hasBlob: (digest) => blobs.has(digest),
        },
        { clientId, actor: `user of ${clientId}` },
        mutations,
      );
      events.push(...done.events);
      lastMids.set(clientId, done.lastMid);
      ({ state, head } = done);
      return done;
    },
  };
}

/** A log of so many events. */
export function logOf(length: number): { events: Event[]; head: { seq: number; hash: string } } {
  const server = memoryServer();
  const { head } = server.push(
    'device-a',
    Array.from({ length }, (_, i) => mutation(i + 1)),
  );
  return { events: server.events, head };
}
