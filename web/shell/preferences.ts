import { z } from '../../shared/records/zod.ts';
import { createStore } from './store.ts';

/** Choices of this person on this device; they never travel. */
const preferencesSchema = z.object({
  /** null = as many as pay. */
  threads: z.int().min(1).max(256).nullable().catch(null),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .catch(42),
  /** Who the histories of datasets say did it; empty = nobody is named. */
  author: z.string().max(200).catch(''),
  /** What networks train on, `own` or a tfjs backend; null = what pays. */
  backend: z.string().nullable().catch(null),
  /** What a training may take beside its data, in MB; null = what the device has. */
  memoryMb: z
    .int()
    .min(1)
    .max(2 ** 30)
    .nullable()
    .catch(null),
});
export type Preferences = z.infer<typeof preferencesSchema>;

const KEY = 'treadle-preferences';

export const preferences = createStore<Preferences>(stored());

export function setPreferences(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change };
  localStorage.setItem(KEY, JSON.stringify(next));
  preferences.set(next);
}

function stored(): Preferences {
  return preferencesSchema.parse(parsed(localStorage.getItem(KEY)));
}

/** What somebody else wrote under our key counts as nothing. */
function parsed(text: string | null): unknown {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
