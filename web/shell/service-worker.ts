import { registerSW } from 'virtual:pwa-register';
import { activities } from './activity.ts';
import { createStore } from './store.ts';

export interface AppUpdate {
  /** The whole app is stored on this device and starts without a network. */
  readonly offlineReady: boolean;
  /** A newer version is stored and waits. */
  readonly waiting: boolean;
}

export const appUpdate = createStore<AppUpdate>({ offlineReady: false, waiting: false });

let activate: (reload?: boolean) => Promise<void> = async () => {};

/** Stores the app for offline use and looks for a newer version once an hour. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  activate = registerSW({
    onNeedRefresh: () => appUpdate.update((state) => ({ ...state, waiting: true })),
    onOfflineReady: () => appUpdate.update((state) => ({ ...state, offlineReady: true })),
    onRegisteredSW: (_url, registration) => {
      if (registration?.active) appUpdate.update((state) => ({ ...state, offlineReady: true }));
      setInterval(() => void lookForUpdate(registration), 3_600_000);
    },
  });
}

/** Offline is no reason to complain: the next hour asks again. */
async function lookForUpdate(registration: ServiceWorkerRegistration | undefined): Promise<void> {
  if (navigator.onLine) await registration?.update();
}

/** A reload reaches every tab: not while one of them trains (locks `train:<runId>`) or this one works. */
export async function mayReload(): Promise<boolean> {
  if (activities.get().length > 0) return false;
  const { held = [] } = await navigator.locks.query();
  return !held.some((lock) => lock.name?.startsWith('train:') === true);
}

/** Starts the waiting version; every tab reloads. */
export const activateUpdate = (): Promise<void> => activate(true);
