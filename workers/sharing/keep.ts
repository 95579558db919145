import type { VersionEntry } from '../../shared/registry/state.ts';
import { packageName } from '../lifecycle/file-formats.ts';
import type { Host } from '../lifecycle/host.ts';
import { registerFile } from '../lifecycle/register-file.ts';
import type { OpenedShare } from './shared-file.ts';

/** The tag that says where a kept model comes from. */
export const ORIGIN_TAG = 'origin';

/**
 * Puts a shared model into one's own registry: the same bytes under the same digest, so data version,
 * recipe, seed and engine come along; the tag `origin` names the version it was shared as.
 * @throws AppError of `registerFile`.
 */
export function keepShared(host: Host, share: OpenedShare, model: string): Promise<VersionEntry> {
  const { bytes, origin } = share;
  const from = origin === null ? null : `${origin.model} v${origin.version} (${origin.semver})`;
  return registerFile(host, {
    model,
    fileName: packageName(origin?.model ?? model, origin?.version ?? 1),
    bytes,
    description: origin?.description ?? '',
    tags: from === null ? [] : [{ key: ORIGIN_TAG, value: from }],
  });
}

/** Versions that have these very bytes already. */
export async function versionsWith(host: Host, digest: string): Promise<VersionEntry[]> {
  const { registry } = await host.workspace.log.state();
  return [...registry.models.values()].flatMap(({ versions }) =>
    versions.filter((version) => version.digest === digest),
  );
}
