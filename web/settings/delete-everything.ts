import type { PageHost } from '../shell/host-context.tsx';
import { AppError } from '../../shared/errors/app-error.ts';

/** Deletes every database of this origin and the settings, then starts afresh. */
export async function deleteEverything(host: PageHost): Promise<void> {
  await host.stopSync();
  await host.tasks.close();
  await host.workspace.close();
  for (const { name } of await indexedDB.databases()) {
    if (name !== undefined) await deleteDatabase(name);
  }
  localStorage.clear();
  window.location.assign('/');
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () =>
      reject(
        new AppError('storage-blocked', { detail: 'Another tab holds the database; nothing was deleted.' }),
      );
  });
}
