import { createStore } from '../shell/store.ts';
import type { Values } from './feature-values.ts';

/** What stands in the form of each version, by version id: it outlives a look at another page. */
export const formDrafts = createStore<ReadonlyMap<string, Values>>(new Map());

export const setDraft = (versionId: string, values: Values): void =>
  formDrafts.update((drafts) => new Map(drafts).set(versionId, values));
