import { AppError } from '../../shared/errors/app-error.ts';
import type { ServerWorkspace } from '../store/workspace.ts';

/** Refuses what would take the artifacts of a workspace beyond its quota; without one nothing is counted. */
export function quotaOf(
  { artifactBytes }: Pick<ServerWorkspace, 'artifactBytes'>,
  quotaBytes: number,
): (moreBytes: number) => Promise<void> {
  return async (moreBytes) => {
    if (quotaBytes === Infinity) return;
    const usedBytes = await artifactBytes();
    if (usedBytes + moreBytes <= quotaBytes) return;
    throw new AppError('storage-full', {
      detail: `The artifacts of this workspace have ${usedBytes} bytes, and may have ${quotaBytes}.`,
      remedy: 'Ask whoever runs the server to raise its quota (quotaBytes), or to remove what is not needed.',
      extra: { usedBytes, quotaBytes },
    });
  };
}
