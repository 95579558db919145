import type { Manifest } from '../../shared/packaging/manifest.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { useAnswer } from '../shell/use-answer.ts';

/** What a version's package says of itself; null when the package is not on this device. */
export function useManifest(version: VersionEntry): ReturnType<typeof useAnswer<Manifest | null>> {
  return useAnswer(`manifest:${version.digest}`, async (host) => {
    const bytes = await host.workspace.blobs.get(version.digest);
    return bytes === null ? null : decodePackage(bytes, { expectedDigest: version.digest }).manifest;
  });
}
