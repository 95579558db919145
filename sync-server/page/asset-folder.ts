import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};
const compressible = new Set([
  '.html',
  '.js',
  '.mjs',
  '.css',
  '.json',
  '.map',
  '.webmanifest',
  '.wasm',
  '.svg',
  '.txt',
  '.csv',
]);
/** Below this a compressed answer saves no packet. */
const smallestWorthCompressing = 1400;

export type Encoding = 'br' | 'gzip' | 'identity';

export interface Asset {
  readonly mediaType: string;
  readonly etag: string;
  /** The bytes, compressed when that pays; worked out once per encoding. */
  encoded(encoding: Encoding): Promise<{ bytes: Uint8Array<ArrayBuffer>; encoding: Encoding }>;
}

/** Files of one folder, kept in memory until they change on disk. */
export interface AssetFolder {
  /** Null when there is no such file. `path` is relative, with `/`; it cannot leave the folder. */
  find(path: string): Promise<Asset | null>;
}

export function createAssetFolder(folder: string): AssetFolder {
  const root = resolve(folder);
  const known = new Map<string, { changed: number; asset: Asset }>();
  return {
    async find(path) {
      const file = join(root, path);
      if (!file.startsWith(root + sep) || path.includes('\0')) return null;
      const found = await stat(file).catch(noSuchFile);
      if (!found?.isFile()) return null;
      const cached = known.get(file);
      if (cached?.changed === found.mtimeMs) return cached.asset;
      const asset = createAsset(await readFile(file), extname(file).toLowerCase());
      known.set(file, { changed: found.mtimeMs, asset });
      return asset;
    },
  };
}

function noSuchFile(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR' || cause.code === 'ENAMETOOLONG') return null;
  throw cause;
}

/** An asset from its bytes; the extension (`.js`) says what it is. */
export function createAsset(content: Buffer<ArrayBuffer>, extension: string): Asset {
  const encodings = new Map<Encoding, ReturnType<Asset['encoded']>>();
  const pays = compressible.has(extension) && content.length >= smallestWorthCompressing;
  return {
    mediaType: mediaTypes[extension] ?? 'application/octet-stream',
    etag: createHash('sha256').update(content).digest('base64url').slice(0, 22),
    encoded(wanted) {
      const encoding = pays ? wanted : 'identity';
      const ready = encodings.get(encoding) ?? encode(content, encoding);
      encodings.set(encoding, ready);
      return ready;
    },
  };
}

async function encode(content: Buffer<ArrayBuffer>, encoding: Encoding): ReturnType<Asset['encoded']> {
  if (encoding === 'identity') return { bytes: content, encoding };
  return { bytes: new Uint8Array(await compress[encoding](content)), encoding };
}

/** Middle levels: near the best size for a tenth of the time, which the first visitor waits for. */
const compress = {
  br: (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (content: Buffer) => promisify(gzip)(content, { level: 6 }),
};
