import { AppError } from '../../shared/errors/app-error.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { packageName } from '../../workers/lifecycle/file-formats.ts';
import { confirmRows } from '../shell/confirm-rows.tsx';
import { download } from '../shell/download.ts';
import type { PageHost } from '../shell/host-context.tsx';

/** @throws AppError `blob-unknown` when the package is not on this device. */
export async function downloadPackage(host: PageHost, version: VersionEntry): Promise<void> {
  const bytes = await host.workspace.blobs.get(version.digest);
  if (bytes === null) {
    throw new AppError('blob-unknown', {
      detail: `The package of v${version.version} is not on this device.`,
    });
  }
  if (version.file !== undefined) {
    download(version.file.name, bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream');
    return;
  }
  const name = packageName(version.model, version.version);
  confirmRows(bytes, () => download(name, bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream'));
}
