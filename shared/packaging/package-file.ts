import { AppError } from '../errors/app-error.ts';
import type { Tensor } from '../numeric/tensor.ts';
import { canonicalJson, sha256Hex } from '../records/canonical.ts';
import { dtypeOf, dtypes, firstNonFinite } from './dtypes.ts';
import {
  ALIGNMENT,
  layOut,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  parseBounded,
  readHeader,
  type TensorEntry,
} from './header.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { pointerTo, refusal } from './refusal.ts';

/** A package after decoding; every tensor owns its bytes. */
export interface ModelPackage {
  readonly manifest: Manifest;
  readonly tensors: Tensor[];
  /** SHA-256 of the file = `modelDigest` = the blob's name. */
  readonly digest: string;
}

export interface DecodeOptions {
  /** Hex SHA-256 under which the file is known. */
  readonly expectedDigest?: string;
}

/**
 * The package file of a model: manifest and tensors in safetensors layout, readable by any safetensors
 * reader. Same manifest and tensors, in whatever order, same bytes.
 * @throws AppError `model-invalid` for what `decodePackage` would refuse, e.g. NaN weights or a name twice.
 */
export function encodePackage(manifest: Manifest, tensors: readonly Tensor[]): Uint8Array<ArrayBuffer> {
  checkTensors(tensors);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const places = layOut(tensors.map(placeable));
  const header = encodeHeader(checkManifest(manifest), places);
  const dataStart = LENGTH_BYTES + header.length;
  const file = new Uint8Array(dataStart + (places.at(-1)?.end ?? 0));
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  for (const { name, start } of places) file.set(bytesOf(byName.get(name)!), dataStart + start);
  return file;
}

/**
 * Reads a package file, taking its bytes as hostile (SEC5): nothing in it is executed, and time and
 * memory stay proportional to its length whatever it claims.
 * @throws AppError `digest-mismatch`; `model-invalid` with a JSON pointer into `{manifest, tensors}`.
 */
export function decodePackage(bytes: Uint8Array, { expectedDigest }: DecodeOptions = {}): ModelPackage {
  const digest = sha256Hex(bytes);
  if (expectedDigest !== undefined && digest !== expectedDigest) {
    throw new AppError('digest-mismatch', {
      detail: `The package's SHA-256 is ${digest}; it is known as ${expectedDigest}.`,
    });
  }
  const headerBytes = headerLength(bytes);
  const dataStart = LENGTH_BYTES + headerBytes;
  const text = decodeText(bytes.subarray(LENGTH_BYTES, dataStart));
  const header = readHeader(text, bytes.length - dataStart);
  const manifest = checkManifest(parseBounded(header.manifest, '/manifest'));
  const tensors = header.tensors.map((place) => readTensor(bytes, dataStart, place));
  checkCanonical(manifest, header, text);
  return { manifest, tensors, digest };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw refusal('', 'it is shorter than its length field');
  const claimed = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (claimed > BigInt(MAX_HEADER_BYTES)) throw refusal('', `its header claims ${claimed} bytes`);
  if (Number(claimed) > bytes.length - LENGTH_BYTES) throw refusal('', 'its header is cut off');
  if (Number(claimed) % ALIGNMENT !== 0) throw refusal('', 'its header is not padded to 8 bytes');
  return Number(claimed);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refusal('', 'its header is not UTF-8', cause);
  }
}

function checkManifest(manifest: unknown): Manifest {
  const result = parseManifest(manifest);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refusal(pointerTo('manifest', ...issue!.path), `${issue!.path.join('.')}: ${issue!.message}`);
}

function parseManifest(manifest: unknown) {
  try {
    return manifestSchema.safeParse(manifest);
  } catch (cause) {
    // Zod spreads its findings over the stack, which more than about 100,000 of them overflow.
    if (cause instanceof RangeError) throw refusal('/manifest', 'nothing in it is as it must be', cause);
    throw cause;
  }
}

/** One model has one file: other spellings of the same header would be other digests of it. */
function checkCanonical(manifest: Manifest, header: { tensors: TensorEntry[] }, text: string): void {
  if (new TextDecoder().decode(encodeHeader(manifest, header.tensors)) !== text) {
    throw refusal('', 'its header is not in canonical form (RFC 8785, blanks at the end alone)');
  }
}

function encodeHeader(manifest: Manifest, places: readonly TensorEntry[]): Uint8Array {
  const entries: [string, unknown][] = places.map(({ name, dtype, shape, start, end }) => {
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const metadata = { treadle: canonical(manifest, '/manifest') };
  const text = canonical(Object.fromEntries([['__metadata__', metadata], ...entries]), '/tensors');
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  padded.set(bytes);
  if (padded.length > MAX_HEADER_BYTES) throw refusal('/manifest', `it takes ${padded.length} bytes`);
  return padded;
}

function canonical(value: unknown, pointer: string): string {
  try {
    return canonicalJson(value);
  } catch (cause) {
    const { detail, errors } = AppError.from(cause);
    throw refusal(pointer + (errors[0]?.pointer ?? ''), detail, cause);
  }
}

function readTensor(
  bytes: Uint8Array,
  dataStart: number,
  { name, dtype, shape, start, end }: TensorEntry,
): Tensor {
  // Not `slice`: Node's Buffer, which files are read into, shares its memory there instead of copying.
  const copy = new Uint8Array(bytes.subarray(dataStart + start, dataStart + end));
  const data = dtypes[dtype].over(copy.buffer);
  checkFinite({ name, shape, data });
  return { name, shape, data };
}

function checkTensors(tensors: readonly Tensor[]): void {
  const names = new Set<string>(['__metadata__', '__proto__']);
  for (const tensor of tensors) {
    const length = tensor.shape.reduce((product, extent) => product * extent, 1);
    if (names.has(tensor.name))
      throw refusal(pointerTo('tensors', tensor.name), `name "${tensor.name}" is taken`);
    if (length !== tensor.data.length) {
      throw refusal(
        pointerTo('tensors', tensor.name, 'shape'),
        `shape ${tensor.shape.join('×')} is not ${tensor.data.length}`,
      );
    }
    checkFinite(tensor);
    names.add(tensor.name);
  }
}

function checkFinite({ name, data }: Tensor): void {
  const at = firstNonFinite(data);
  if (at >= 0) throw refusal(pointerTo('tensors', name, at), `tensor "${name}" holds ${data[at]} at ${at}`);
}

function placeable({ name, shape, data }: Tensor) {
  return { name, shape, dtype: dtypeOf(data), sizeBytes: data.byteLength };
}

function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
