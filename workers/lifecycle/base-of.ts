import { AppError } from '../../shared/errors/app-error.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import type { PackageRef } from '../tasks/task.ts';
import type { Host } from './host.ts';

/**
 * The package that a model was trained on from, as the task to reproduce it wants it; empty when it was trained
 * from the start.
 * @throws AppError `blob-unknown` when either is not on this device.
 */
export async function baseOf(host: Host, digest: string): Promise<{ readonly base?: PackageRef }> {
  const bytes = await host.workspace.blobs.get(digest);
  if (bytes === null)
    throw new AppError('blob-unknown', {
      detail: `The package ${digest.slice(0, 12)}… is not on this device.`,
    });
  const { continueFrom } = decodePackage(bytes).manifest.recipe;
  return continueFrom === undefined ? {} : { base: await host.packageRef(continueFrom.digest) };
}
