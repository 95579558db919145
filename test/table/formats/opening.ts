import type { ImportEdits } from '../../../shared/table/import-plan.ts';
import { planFile, readFile, type FileOptions } from '../../../shared/table/formats/open-file.ts';
import type { ByteSource } from '../../../shared/table/packed/byte-source.ts';
import { bytesOf, type ReadFile } from '../delimited.ts';

/** A file in memory that is handed out in pieces, as hosts do. */
export function sourceOf(bytes: Uint8Array, pieceBytes = 65_536): ByteSource {
  return {
    sizeBytes: bytes.length,
    slice: async (start, end) => bytes.subarray(start, end),
    async *chunks() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

/** Plans and reads a file of any format, as a host does. */
export async function open(
  file: string | Uint8Array,
  name: string,
  edits: ImportEdits = {},
  options: FileOptions & { pieceBytes?: number } = {},
): Promise<ReadFile> {
  const source = sourceOf(typeof file === 'string' ? bytesOf(file) : file, options.pieceBytes);
  const plan = await planFile(source, name, edits, options);
  return { plan, ...(await readFile(source, plan, options)) };
}
