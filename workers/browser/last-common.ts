import { AppError } from '../../shared/errors/app-error.ts';
import { MUTATION_SCHEMA } from '../../shared/records/mutation.ts';
import { type HelloAnswer, MAX_PROBE, PROTOCOLS } from '../../shared/sync/wire.ts';
import type { BlobStore } from '../workspace.ts';
import type { ServerApi } from './server-api.ts';

/** Hashes of the events at these places, null for those that are not here. */
export interface HashedLog {
  hashesAt(seqs: readonly number[]): Promise<(string | null)[]>;
}

/** The last event that both sides hold; equal hashes mean equal logs up to there (SYNC7). */
export async function lastCommon(
  log: HashedLog,
  server: Pick<ServerApi, 'probe'>,
  headSeq: number,
): Promise<number> {
  let [common, unknown] = [0, headSeq];
  while (common < unknown) {
    const seqs = spread(common, unknown);
    const own = await log.hashesAt(seqs);
    const { hashes } = await server.probe({ seqs });
    const equal = seqs.findLastIndex((_, at) => own[at] !== null && own[at] === hashes[at]);
    unknown = (seqs[equal + 1] ?? unknown + 1) - 1;
    if (equal >= 0) common = seqs[equal]!;
  }
  return common;
}

/** Up to 64 places after `from` up to `to`, the last one among them. */
function spread(from: number, to: number): number[] {
  const count = Math.min(MAX_PROBE, to - from);
  return Array.from({ length: count }, (_, k) => from + Math.ceil(((k + 1) * (to - from)) / count));
}

/** @throws AppError `protocol-unsupported`, `client-too-old` (SYNC8). */
export function requireCommonTongue({
  protocol: [lowest, highest],
  minClientSchema,
}: Pick<HelloAnswer, 'protocol' | 'minClientSchema'>): void {
  if (highest < PROTOCOLS[0] || lowest > PROTOCOLS[1]) {
    throw new AppError('protocol-unsupported', {
      detail: `The server speaks the sync protocols ${lowest}–${highest}, this one ${PROTOCOLS[0]}–${PROTOCOLS[1]}.`,
    });
  }
  if (minClientSchema > MUTATION_SCHEMA) {
    throw new AppError('client-too-old', {
      detail: `The server takes changes of schema ${minClientSchema} on; this one writes ${MUTATION_SCHEMA}.`,
    });
  }
}

/** Sends a blob that the server lacks; `there` remembers those that it is known to have. */
export async function uploadMissing(
  blobs: Pick<BlobStore, 'get'>,
  server: Pick<ServerApi, 'hasBlob' | 'putBlob'>,
  digest: string,
  there: Set<string>,
): Promise<void> {
  if (there.has(digest)) return;
  const bytes = (await server.hasBlob(digest)) ? null : await blobs.get(digest);
  if (bytes !== null) await server.putBlob(digest, bytes);
  there.add(digest);
}

/** For `catch`: null where the server holds another log. */
export function onlyDiverged(thrown: unknown): null {
  if (thrown instanceof AppError && thrown.code === 'log-diverged') return null;
  throw thrown;
}

/** For `catch`: null where the server knows this client by other changes. */
export function onlyMidsTaken(thrown: unknown): null {
  if (thrown instanceof AppError && (thrown.code === 'mutation-reused' || thrown.code === 'mutation-gap'))
    return null;
  throw thrown;
}
