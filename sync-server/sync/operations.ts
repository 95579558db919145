import { MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import * as wire from '../../shared/sync/wire.ts';
import { encodeState } from '../../shared/pipelines/workspace-snapshot.ts';
import { jsonAnswer } from '../http/answer.ts';
import { readJson } from '../http/json-body.ts';
import type { Operation } from '../http/operation.ts';
import type { Limits } from '../limits.ts';
import type { Serving } from '../serving/serving.ts';
import type { ServerWorkspace } from '../store/workspace.ts';
import { type LiveConnections, liveOperation } from './live.ts';

export interface SyncParts {
  readonly workspace: ServerWorkspace;
  readonly serving: Serving;
  readonly limits: Limits;
  readonly live: LiveConnections;
}

/** The one sequenced log over HTTP (CONTRACTS.md, section 3); the rules are in `shared/sync`. */
export function syncOperations({ workspace, serving, limits, live }: SyncParts): Operation[] {
  const tag = 'Sync';
  return [
    liveOperation(live),
    {
      method: 'GET',
      path: '/api/v1/sync/hello',
      tag,
      scope: 'viewer',
      summary: 'What the server speaks and where its log stands',
      status: 200,
      answer: wire.helloAnswer,
      errors: [],
      handle: async () => jsonAnswer(await hello(workspace, limits)),
    },
    {
      method: 'POST',
      path: '/api/v1/sync/push',
      tag,
      scope: 'editor',
      summary: 'Add changes to the log; each is taken once, however often it is sent',
      request: wire.pushRequest,
      status: 200,
      answer: wire.pushAnswer,
      errors: ['protocol-unsupported', 'client-too-old', 'mutation-gap', 'mutation-reused'],
      handle: async (context, { actor, scope }) => {
        const request = await readJson(context, wire.pushRequest, limits.pushBytes);
        wire.requireSpoken(request);
        const answer = await workspace.push({ clientId: request.clientId, actor, scope }, request.mutations);
        // A promotion takes effect before its author hears that it happened (PRED3).
        await serving.refresh();
        return jsonAnswer(answer);
      },
    },
    {
      method: 'POST',
      path: '/api/v1/sync/pull',
      tag,
      scope: 'viewer',
      summary: 'The events after the last one that the client holds',
      request: wire.pullRequest,
      status: 200,
      answer: wire.pullAnswer,
      errors: ['log-diverged'],
      handle: async (context) => {
        const request = await readJson(context, wire.pullRequest, limits.predictBytes);
        return jsonAnswer(await workspace.pull(request));
      },
    },
    {
      method: 'POST',
      path: '/api/v1/sync/probe',
      tag,
      scope: 'viewer',
      summary: 'Hashes at some places of the log: a client searches the last event that both have',
      request: wire.probeRequest,
      status: 200,
      answer: wire.probeAnswer,
      errors: ['request-invalid'],
      handle: async (context) => {
        const { seqs } = await readJson(context, wire.probeRequest, limits.predictBytes);
        return jsonAnswer({ hashes: await workspace.hashesAt(seqs) });
      },
    },
    {
      method: 'GET',
      path: '/api/v1/sync/snapshot',
      tag,
      scope: 'viewer',
      summary: 'What the log amounts to, for a first start',
      status: 200,
      answer: wire.snapshotAnswer,
      errors: [],
      handle: async () => {
        const { head, state } = await workspace.snapshot();
        return jsonAnswer({ ...head, state: encodeState(state) });
      },
    },
  ];
}

async function hello({ epoch, head }: ServerWorkspace, limits: Limits): Promise<wire.HelloAnswer> {
  const { seq, hash } = await head();
  return {
    protocol: [...wire.PROTOCOLS],
    schema: MUTATION_SCHEMA,
    minClientSchema: wire.MIN_CLIENT_SCHEMA,
    epoch,
    headSeq: seq,
    headHash: hash,
    limits: { mutations: wire.MAX_PUSH, events: wire.MAX_PULL, blobBytes: limits.blobBytes },
  };
}
