import { AppError } from '../../shared/errors/app-error.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { Mutation, Payload } from '../../shared/records/mutation.ts';
import type { BlobStore } from '../workspace.ts';

/**
 * Lets no package with rows of the data leave before the person confirmed it (SYNC10).
 * @throws AppError `package-contains-rows` naming the package.
 */
export async function requireNoRows(
  mutation: Mutation,
  blobs: BlobStore,
  confirmed: (digest: string) => Promise<boolean>,
): Promise<void> {
  for (const digest of packagesOf(mutation)) {
    const bytes = await blobs.get(digest);
    if (bytes === null || !decodePackage(bytes).manifest.containsRows || (await confirmed(digest))) continue;
    throw new AppError('package-contains-rows', {
      detail: `The package ${digest.slice(0, 12)}… holds rows of the data it was trained on, so it stays on this device.`,
      extra: { digest },
    });
  }
}

/** Digests of model packages that a mutation makes travel. */
export function packagesOf({ type, payload }: Mutation): string[] {
  if (type === 'version.registered') {
    const { digest, file } = payload as Payload<'version.registered'>;
    // Nobody can look into a file of another tool; it was handed over by hand to be kept where all find it.
    return file === undefined ? [digest] : [];
  }
  if (type !== 'run.recorded') return [];
  const { modelDigest, artifacts } = (payload as Payload<'run.recorded'>).run;
  return artifacts.some(({ digest }) => digest === modelDigest) ? [modelDigest!] : [];
}
