import { z } from '../records/zod.ts';
import { list } from './bounded-schema.ts';
import { type Dtype, dtypes } from './dtypes.ts';
import { jsonDepth } from './json-depth.ts';
import { pointerTo, refusal } from './refusal.ts';

/**
 * The head of a package file, in the layout of safetensors (huggingface/safetensors, "Format"):
 *
 *   | 8 bytes: length of the header, little endian | header: JSON, padded with blanks | tensor bytes |
 *
 * so the tensor bytes begin at a multiple of 8. They follow each other without a gap, those of wide
 * elements first, so that each begins at a multiple of its element's size.
 */

export const LENGTH_BYTES = 8;
export const ALIGNMENT = 8;
export const MAX_HEADER_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_TENSORS = 10_000;
/** As a key it would reach prototypes in careless readers (SEC4). */
const FORBIDDEN_KEY = /"__proto__":/;

/** One tensor's place: bytes `start ≤ i < end` after the header. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

const entrySchema = z.strictObject({
  dtype: z.enum(['F64', 'F32', 'I32', 'U32', 'U16', 'U8']),
  shape: list(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const tensorsSchema = list(z.tuple([z.string(), entrySchema]));
const headerSchema = z.looseObject({ __metadata__: z.strictObject({ treadle: z.string() }) });

/** Parses JSON whose size is known to be bounded, after a look at its depth. */
export function parseBounded(text: string, pointer: string): unknown {
  if (jsonDepth(text, MAX_DEPTH) > MAX_DEPTH) {
    throw refusal(pointer, `its JSON nests deeper than ${MAX_DEPTH}`);
  }
  if (FORBIDDEN_KEY.test(text)) throw refusal(pointer, 'it has a key "__proto__"');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refusal(pointer, 'its JSON cannot be parsed', cause);
  }
}

/**
 * Splits a header into the manifest's text and the places of the tensors, in the order of the bytes.
 * @throws AppError `model-invalid` for anything but entries that fill `dataBytes` exactly, in order,
 * each as long as its shape says.
 */
export function readHeader(text: string, dataBytes: number): { manifest: string; tensors: TensorEntry[] } {
  const header = parseBounded(text, '');
  const checked = headerSchema.safeParse(header);
  if (!checked.success) throw refusal('/manifest', 'its header carries no manifest');
  const { __metadata__: metadata, ...rest } = checked.data;
  return { manifest: metadata.treadle, tensors: placesOf(rest, dataBytes) };
}

function placesOf(header: Record<string, unknown>, dataBytes: number): TensorEntry[] {
  const entries = tensorsSchema.safeParse(Object.entries(header));
  if (!entries.success) {
    const [issue] = entries.error.issues;
    const name = Object.keys(header)[Number(issue?.path[0])];
    throw refusal(
      pointerTo('tensors', ...(name === undefined ? [] : [name, ...issue!.path.slice(2)])),
      issue?.message ?? '',
    );
  }
  if (entries.data.length > MAX_TENSORS) throw refusal('/tensors', `it has more than ${MAX_TENSORS} tensors`);
  const places = entries.data.map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [start, end],
      },
    ]) => {
      return { name, dtype, shape, start, end };
    },
  );
  places.sort((a, b) => a.start - b.start || a.end - b.end);
  checkPlaces(places, dataBytes);
  return places;
}

function checkPlaces(places: readonly TensorEntry[], dataBytes: number): void {
  let expected = 0;
  for (const { name, dtype, shape, start, end } of places) {
    const at = pointerTo('tensors', name, 'data_offsets');
    if (start !== expected || end < start || end > dataBytes) {
      throw refusal(
        at,
        `bytes ${start}–${end} of tensor "${name}" do not follow on ${expected} within ${dataBytes}`,
      );
    }
    const claimed = shape.reduce((product, length) => product * length, dtypes[dtype].sizeBytes);
    if (claimed !== end - start) {
      throw refusal(
        pointerTo('tensors', name, 'shape'),
        `tensor "${name}" claims ${claimed} bytes and has ${end - start}`,
      );
    }
    expected = end;
  }
  if (expected !== dataBytes) throw refusal('/tensors', `${dataBytes - expected} bytes belong to no tensor`);
}

/** The places that tensors take, widest elements first, then by name: one order, so one digest. */
export function layOut(
  tensors: readonly { name: string; dtype: Dtype; shape: readonly number[]; sizeBytes: number }[],
): TensorEntry[] {
  const ordered = tensors.toSorted((a, b) => widthOf(b) - widthOf(a) || (a.name < b.name ? -1 : 1));
  let start = 0;
  return ordered.map(({ name, dtype, shape, sizeBytes }) => {
    const place = { name, dtype, shape, start, end: start + sizeBytes };
    start = place.end;
    return place;
  });
}

const widthOf = ({ dtype }: { dtype: Dtype }): number => dtypes[dtype].sizeBytes;
