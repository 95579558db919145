import { AppError } from '../../shared/errors/app-error.ts';
import type { Manifest } from '../../shared/packaging/manifest.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { decodeShared, encodeShared, type Origin } from '../../shared/packaging/share-link.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { Workspace } from '../workspace.ts';

/** A model that somebody shared, checked but not run: nothing of it is stored yet. */
export interface OpenedShare {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: string;
  readonly manifest: Manifest;
  /** null for a bare file, which knows its digest alone. */
  readonly origin: Origin | null;
}

/** What stands behind `#` in the links that contain their model. */
export const SHARE_PATH = '/open';
/** A file that is opened whole, in memory. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** @throws AppError `share-invalid`, `digest-mismatch`, `model-invalid` with a pointer. */
export function openShared(text: string): OpenedShare {
  const { bytes, origin } = decodeShared(text);
  return opened(bytes, origin);
}

/** @throws AppError `digest-mismatch`, `model-invalid` with a pointer. */
export function opened(bytes: Uint8Array<ArrayBuffer>, origin: Origin | null): OpenedShare {
  if (bytes.length > MAX_FILE_BYTES)
    throw new AppError('model-invalid', {
      detail: `The file has ${bytes.length} bytes; packages of up to ${MAX_FILE_BYTES} are opened.`,
      pointer: '',
    });
  const expected = origin === null ? {} : { expectedDigest: origin.digest };
  const { manifest, digest } = decodePackage(bytes, expected);
  return { bytes, digest, manifest, origin };
}

export function originOf({ digest, model, version, semver, description }: VersionEntry): Origin {
  return { digest, model, version, semver, description: description.slice(0, 5000) };
}

/** A link that contains the model; whoever opens it needs no server of ours but for the page. */
export function linkWith(site: string, bytes: Uint8Array, origin: Origin): string {
  return `${site.replace(/\/+$/, '')}${SHARE_PATH}#${encodeShared(bytes, origin)}`;
}

/** What a link carries: all behind its first `#`, or the text itself. */
export function textOfLink(link: string): string {
  const at = link.indexOf('#');
  return at < 0 ? link.trim() : link.slice(at + 1).trim();
}

/**
 * The package of a version that is to leave this device.
 * @throws AppError `not-servable` for a file of another tool, `blob-unknown`; `package-contains-rows`
 * unless that was confirmed (SYNC10).
 */
export async function packageToShare(
  { blobs }: Pick<Workspace, 'blobs'>,
  version: VersionEntry,
  rowsConfirmed: boolean,
): Promise<{ bytes: Uint8Array; manifest: Manifest }> {
  const name = `${version.model} v${version.version}`;
  if (version.file !== undefined)
    throw new AppError('not-servable', {
      detail: `${name} is the file "${version.file.name}"; it can be downloaded as it is.`,
    });
  const bytes = await blobs.get(version.digest);
  if (bytes === null)
    throw new AppError('blob-unknown', { detail: `The package of ${name} is not on this device.` });
  const { manifest } = decodePackage(bytes, { expectedDigest: version.digest });
  if (manifest.containsRows && !rowsConfirmed)
    throw new AppError('package-contains-rows', {
      detail: `${name} answers by the rows it was trained on: whoever has the package can read them.`,
    });
  return { bytes, manifest };
}
