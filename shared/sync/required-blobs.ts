import type { Mutation } from '../records/mutation.ts';
import { z } from '../records/zod.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const version = z.looseObject({ digest });
const run = z.looseObject({ run: z.looseObject({ artifacts: z.array(z.looseObject({ digest })) }) });

/**
 * The blobs that must be there before a mutation is sequenced, so that whoever sees its event can read
 * what it names: the package of a version, the artifacts of a run. Malformed payloads need none; they
 * are rejected for what they are.
 */
export function requiredBlobs({ type, payload }: Pick<Mutation, 'type' | 'payload'>): string[] {
  if (type === 'version.registered') {
    const read = version.safeParse(payload);
    return read.success ? [read.data.digest] : [];
  }
  if (type !== 'run.recorded') return [];
  const read = run.safeParse(payload);
  return read.success ? [...new Set(read.data.run.artifacts.map((artifact) => artifact.digest))] : [];
}
