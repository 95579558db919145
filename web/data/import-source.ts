import { schemaFileName } from '../../shared/table/csv-schema.ts';
import { createStore } from '../shell/store.ts';

/** A file that waits for its review. It lives outside the page: one may drop it anywhere. */
export interface ImportSource {
  readonly file: Blob;
  readonly fileName: string;
  /** The schema file of an exact CSV export, where it came along. */
  readonly schema?: Blob;
}

export const importSource = createStore<ImportSource | null>(null);

export const chooseFile = (source: ImportSource): void => importSource.set(source);

export const forgetFile = (): void => importSource.set(null);

/** Takes the first file, with its schema file; one that comes later joins the file that waits. */
export function chooseFiles(files: readonly File[]): void {
  const next = sourceOf(files, importSource.get());
  if (next !== null) importSource.set(next);
}

/** What becomes of files that were chosen together; `waiting` is under review already. */
export function sourceOf(files: readonly File[], waiting: ImportSource | null): ImportSource | null {
  const schemaOf = (name: string): File | undefined =>
    files.find((each) => each.name === schemaFileName(name));
  const late = waiting === null || files.length > 1 ? undefined : schemaOf(waiting.fileName);
  if (waiting !== null && late !== undefined) return { ...waiting, schema: late };
  const file = files.find(({ name }) => schemaOf(name) !== undefined) ?? files[0];
  if (file === undefined) return null;
  const schema = schemaOf(file.name);
  return { file, fileName: file.name, ...(schema === undefined ? {} : { schema }) };
}
