import { isPackageName } from '../../workers/lifecycle/file-formats.ts';
import { createStore } from '../shell/store.ts';

/** A package file that waits to be looked at. It lives outside the page: one may drop it anywhere. */
export const openedFile = createStore<File | null>(null);

/** The package among files that were dropped or opened together, if there is one. */
export const packageAmong = (files: readonly File[]): File | undefined =>
  files.find(({ name }) => isPackageName(name));
