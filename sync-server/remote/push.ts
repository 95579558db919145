import { AppError } from '../../shared/errors/app-error.ts';
import { type Event, type Mutation, MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { MAX_PUSH, PROTOCOLS, type PushStop } from '../../shared/sync/wire.ts';
import { onlyMidsTaken, uploadMissing } from '../../workers/browser/last-common.ts';
import { requireNoRows } from '../../workers/browser/rows-guard.ts';
import { type PackageChoice, pull, type Pulled, type RemoteParts } from './pull.ts';

export interface Pushed extends Pulled {
  /** Changes of this folder that were put in order by this push, rejected ones among them. */
  readonly settled: readonly Event[];
}

/**
 * Pulls, sends what only this folder has, and pulls again until all of it was seen in the server's log.
 * It may break off anywhere and be done again: each change is taken once, by its uid (SYNC6).
 * @throws AppError `package-contains-rows` before anything is sent, and what the server answers.
 */
export async function push(parts: RemoteParts, choice: PackageChoice): Promise<Pushed> {
  const there = new Set<string>();
  let all: Pulled = await pull(parts, choice);
  await requireConfirmed(parts);
  let renewed = false;
  let lost = false;
  for (;;) {
    const waiting = await parts.workspace.remote.waiting();
    if (waiting.length === 0) return all;
    const sent = await send(parts, waiting, there);
    const pulled = await pull(parts, choice);
    all = joined(all, pulled);
    if (sent === 'mids-taken') {
      // The server knows this client by other changes: a copy of this folder goes by the same id (SYNC7).
      if (renewed) throw stuck(waiting[0]!, null);
      await parts.workspace.remote.renew();
      renewed = true;
      continue;
    }
    const left = await parts.workspace.remote.waiting();
    if (left[0]?.uid !== waiting[0]!.uid) continue;
    // Once more, with the artifacts that the server has lost.
    if (lost || sent?.code !== 'blob-missing') throw stuck(waiting[0]!, sent);
    lost = true;
  }
}

async function requireConfirmed({ workspace: { remote, blobs } }: RemoteParts): Promise<void> {
  for (const mutation of await remote.waiting()) {
    await requireNoRows(mutation, blobs, remote.mayCarryRows);
  }
}

/** Sends all of it in batches, up to where the server stops. */
async function send(
  { workspace: { remote, blobs }, server }: RemoteParts,
  waiting: readonly Mutation[],
  there: Set<string>,
): Promise<PushStop | 'mids-taken' | null> {
  const lastMid = await remote.lastMid();
  const { clientId } = (await remote.read())!;
  const mutations = waiting.map((mutation, at) => ({ ...mutation, mid: lastMid + 1 + at }));
  for (let from = 0; from < mutations.length; from += MAX_PUSH) {
    const batch = mutations.slice(from, from + MAX_PUSH);
    for (const digest of batch.flatMap(requiredBlobs)) await uploadMissing(blobs, server, digest, there);
    const request = { protocol: PROTOCOLS[1], schema: MUTATION_SCHEMA, clientId, mutations: batch };
    const answer = await server.push(request).catch(onlyMidsTaken);
    if (answer === null) return 'mids-taken';
    answer.stopped?.digests?.forEach((digest) => there.delete(digest));
    if (answer.stopped !== undefined) return answer.stopped;
  }
  return null;
}

function joined(before: Pulled, after: Pulled): Pulled {
  return {
    head: after.head,
    received: before.received + after.received,
    settled: [...before.settled, ...after.settled],
    conflicts: [...before.conflicts, ...after.conflicts],
    packages: {
      fetched: [...before.packages.fetched, ...after.packages.fetched],
      missing: after.packages.missing,
    },
  };
}

/** The server took nothing of what was pushed. */
function stuck({ type }: Mutation, stopped: PushStop | null | 'mids-taken'): AppError {
  const stop = stopped === 'mids-taken' ? null : stopped;
  const why = stop?.digests === undefined ? '' : ` It lacks the artifacts ${stop.digests.join(', ')}.`;
  return new AppError(stop?.code ?? 'internal', {
    detail: `The server did not take the change "${type}".${why}`,
  });
}
