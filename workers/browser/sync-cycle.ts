import { AppError } from '../../shared/errors/app-error.ts';
import { type Mutation, MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { MAX_PULL, MAX_PUSH, PROTOCOLS, type PushAnswer } from '../../shared/sync/wire.ts';
import type { BlobStore } from '../workspace.ts';
import type { BrowserLog } from './browser-log.ts';
import {
  lastCommon,
  onlyDiverged,
  onlyMidsTaken,
  requireCommonTongue,
  uploadMissing,
} from './last-common.ts';
import { requireNoRows } from './rows-guard.ts';
import type { ServerApi } from './server-api.ts';

export interface SyncParts {
  readonly log: BrowserLog;
  /** Of this device alone. */
  readonly blobs: BlobStore;
  readonly server: ServerApi;
  /** Whether the person let a package travel although it holds rows. */
  readonly mayCarryRows: (digest: string) => Promise<boolean>;
  /** Whether the person agreed to share with this server; what others did is pulled either way. */
  readonly mayShare: () => Promise<boolean>;
}

/** From so many events on a new device begins with what they amount to. */
const SNAPSHOT_FROM = 2000;

/**
 * One round with the server: hello, pull what is new, then upload and push what waits and pull it back,
 * until both sides hold the same log. A mutation leaves the outbox only as an event (SYNC3), so a round
 * may break off anywhere and be done again.
 */
export function createSyncCycle(parts: SyncParts): () => Promise<void> {
  /** Blobs that the server is known to have. */
  const there = new Set<string>();
  return async () => {
    const hello = await parts.server.hello();
    requireCommonTongue(hello);
    const head = await parts.log.head();
    if (head.seq === 0 && hello.headSeq > SNAPSHOT_FROM) await parts.log.begin(await parts.server.snapshot());
    if (head.seq !== hello.headSeq || head.hash !== hello.headHash) await pullAll(parts, there);
    if ((await parts.log.pending()) === 0) return;
    if (!(await parts.mayShare())) throw unconfirmed(await parts.log.pending());
    const held = await heldByRows(parts);
    // What came after them meanwhile is for the next round: mids have no holes.
    const ready = async (): Promise<Mutation[]> => {
      const first = await parts.log.outbox(MAX_PUSH);
      const end = first.findIndex(({ uid }) => held.uids.has(uid));
      return end < 0 ? first : first.slice(0, end);
    };
    let waiting = await ready();
    let lost = false;
    let renewed = false;
    while (waiting.length > 0) {
      const client = await parts.log.clientId();
      const answer = await pushBatch(parts, waiting, there).catch(onlyMidsTaken);
      await pullAll(parts, there);
      if (answer === null) {
        // The server knows this client by other changes: another device goes by the same id (SYNC7).
        if ((await parts.log.clientId()) === client) {
          if (renewed) throw stuck(waiting[0]!, undefined);
          await parts.log.renewClient();
          renewed = true;
        }
        waiting = await ready();
        continue;
      }
      const { stopped } = answer;
      const left = await ready();
      if (left[0]?.uid === waiting[0]!.uid) {
        // Once more, with the artifacts that the server has lost.
        if (lost || stopped?.code !== 'blob-missing') throw stuck(waiting[0]!, stopped);
        lost = true;
      }
      waiting = left;
    }
    if (held.why !== null) throw held.why;
  };
}

/**
 * Packages with rows stay until the person lets them go (SYNC10), and with them what builds on them; everything else
 * that waits goes first.
 */
async function heldByRows({
  log,
  blobs,
  mayCarryRows,
}: SyncParts): Promise<{ uids: ReadonlySet<string>; why: AppError | null }> {
  const uids = new Set<string>();
  let why: AppError | null = null;
  for (const mutation of await log.outbox(Infinity)) {
    try {
      await requireNoRows(mutation, blobs, mayCarryRows);
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code !== 'package-contains-rows') throw thrown;
      uids.add(mutation.uid);
      why ??= error;
    }
  }
  return { uids: uids.size === 0 ? uids : await log.putBehind(uids), why };
}

async function pushBatch(
  { log, blobs, server, mayCarryRows }: SyncParts,
  batch: readonly Mutation[],
  there: Set<string>,
): Promise<PushAnswer> {
  for (const mutation of batch) {
    await requireNoRows(mutation, blobs, mayCarryRows);
    for (const digest of requiredBlobs(mutation)) await uploadMissing(blobs, server, digest, there);
  }
  const answer = await server.push({
    protocol: PROTOCOLS[1],
    schema: MUTATION_SCHEMA,
    clientId: await log.clientId(),
    mutations: [...batch],
  });
  answer.stopped?.digests?.forEach((digest) => there.delete(digest));
  return answer;
}

async function pullAll({ log, server }: SyncParts, there: Set<string>): Promise<void> {
  for (;;) {
    const { seq, hash } = await log.head();
    const answer = await server.pull({ cursor: seq, headHash: hash, limit: MAX_PULL }).catch(onlyDiverged);
    if (answer === null) {
      // The server was restored from an older copy, or is another one: what it lacks is brought back (SYNC7).
      await log.dropAfter(await lastCommon(log, server, seq));
      there.clear();
      continue;
    }
    await log.receive(answer.events);
    if (!answer.hasMore || answer.events.length === 0) return;
  }
}

const unconfirmed = (pending: number): AppError =>
  new AppError('sharing-unconfirmed', {
    detail: `${pending} ${pending === 1 ? 'change waits' : 'changes wait'} on this device.`,
  });

/** The server took nothing of what was pushed. */
function stuck({ mid, type }: Mutation, stopped: PushAnswer['stopped']): AppError {
  const code = stopped?.code ?? 'internal';
  const why = stopped?.digests === undefined ? '' : ` It lacks the artifacts ${stopped.digests.join(', ')}.`;
  return new AppError(code, { detail: `The server did not take change ${mid} ("${type}").${why}` });
}
