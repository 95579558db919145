import { AppError } from '../errors/app-error.ts';
import type { ModelState } from '../estimators/estimator.ts';
import type { Tensor } from '../numeric/tensor.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { JsonObject } from '../records/json.ts';
import { createSha256 } from '../records/sha256.ts';
import { metricValue } from '../records/run.ts';
import { z } from '../records/zod.ts';
import { dtypeOf, dtypes } from './dtypes.ts';
import { ALIGNMENT, layOut, LENGTH_BYTES, parseBounded, readHeader, type TensorEntry } from './header.ts';

/**
 * A fit that is under way, as one file: the layout of a model package with another head, and the SHA-256
 * of all of it as the last 32 bytes. It never leaves the device: its tensors may hold anything of the data.
 */

const DIGEST_BYTES = 32;

/** What a run is a function of: a checkpoint is of use to this very run alone. */
const runIdentity = z.strictObject({
  /** SHA-256 of the whole recipe, its seed included. */
  recipe: z.string(),
  dataVersion: z.string(),
  engineVersion: z.string(),
});

const checkpointHead = z.strictObject({
  format: z.literal('treadle-checkpoint'),
  v: z.literal(1),
  of: runIdentity,
  /** Which of the run's fits it is, e.g. of several folds, counted from 0. */
  fit: z.strictObject({ index: z.int().nonnegative(), estimator: z.string() }),
  done: z.number(),
  total: z.number(),
  /** What the fit had reported to plot. */
  metrics: z.array(z.strictObject({ key: z.string(), value: metricValue, step: z.number() })),
  config: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null),
});

export type RunIdentity = z.infer<typeof runIdentity>;
type Head = z.infer<typeof checkpointHead>;

export interface Checkpoint extends Pick<Head, 'of' | 'fit' | 'done' | 'total'> {
  readonly metrics: readonly { key: string; value: number; step: number }[];
  readonly state: ModelState;
}

/** @throws AppError `value-not-finite` for a number in `config` that JSON cannot carry; tensors take any. */
export function encodeCheckpoint({ state, metrics, ...rest }: Checkpoint): Uint8Array<ArrayBuffer> {
  const places = layOut(state.tensors.map(placeable));
  const head = {
    format: 'treadle-checkpoint',
    v: 1,
    ...rest,
    metrics: metrics.map(({ key, value, step }) => ({ key, value: wireNumber(value), step })),
    config: state.config,
  };
  const header = headerBytes(canonicalJson(head), places);
  const start = LENGTH_BYTES + header.length;
  const end = start + (places.at(-1)?.end ?? 0);
  const file = new Uint8Array(end + DIGEST_BYTES);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  const byName = new Map(state.tensors.map((tensor) => [tensor.name, tensor.data]));
  for (const { name, start: at } of places) file.set(bytesOf(byName.get(name)!), start + at);
  file.set(digestOf(file.subarray(0, end)), end);
  return file;
}

/** @throws AppError `checkpoint-invalid` for anything but what `encodeCheckpoint` of this version made. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const end = bytes.length - DIGEST_BYTES;
  if (end < LENGTH_BYTES) throw invalid('it is cut off');
  const digest = digestOf(bytes.subarray(0, end));
  if (!digest.every((byte, at) => byte === bytes[end + at])) throw invalid('its bytes have changed');
  try {
    return decode(bytes.subarray(0, end));
  } catch (thrown) {
    throw invalid(AppError.from(thrown).detail, thrown);
  }
}

function decode(bytes: Uint8Array): Checkpoint {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start));
  const { manifest, tensors } = readHeader(text, bytes.length - start);
  const { config, metrics, of, fit, done, total } = checkpointHead.parse(parseBounded(manifest, ''));
  return {
    of,
    fit,
    done,
    total,
    metrics: metrics.map((metric) => ({ ...metric, value: Number(metric.value) })),
    state: { config, tensors: tensors.map((place) => readTensor(bytes, start, place)) },
  };
}

function headerBytes(head: string, places: readonly TensorEntry[]): Uint8Array {
  const entries = places.map(({ name, dtype, shape, start, end }) => {
    return [name, { dtype, shape, data_offsets: [start, end] }] as const;
  });
  const text = JSON.stringify(Object.fromEntries([['__metadata__', { treadle: head }], ...entries]));
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(bytes);
  return padded;
}

function readTensor(bytes: Uint8Array, dataStart: number, place: TensorEntry): Tensor {
  const copy = new Uint8Array(bytes.subarray(dataStart + place.start, dataStart + place.end));
  return { name: place.name, shape: place.shape, data: dtypes[place.dtype].over(copy.buffer) };
}

function placeable({ name, shape, data }: Tensor) {
  return { name, shape, dtype: dtypeOf(data), sizeBytes: data.byteLength };
}

function bytesOf({ buffer, byteOffset, byteLength }: Tensor['data']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function digestOf(bytes: Uint8Array): Uint8Array {
  const hash = createSha256();
  hash.update(bytes);
  return hash.digest();
}

function wireNumber(value: number): Head['metrics'][number]['value'] {
  return Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity');
}

function invalid(why: string, cause?: unknown): AppError {
  return new AppError('checkpoint-invalid', { detail: `The checkpoint cannot be read: ${why}`, cause });
}
