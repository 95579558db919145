import { createStore } from '../shell/store.ts';

/** A file that waits for its review. It lives outside the page: one may drop it anywhere. */
export interface ImportSource {
  readonly file: Blob;
  readonly fileName: string;
}

export const importSource = createStore<ImportSource | null>(null);

export const chooseFile = (source: ImportSource): void => importSource.set(source);

export const forgetFile = (): void => importSource.set(null);
