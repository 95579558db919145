import type { ServerContext } from '../http/operation.ts';
import type { Asset, Encoding } from './asset-folder.ts';
import { pageHeaders } from './page-headers.ts';

/** `immutable` for files whose name carries their hash; everything else is asked for again and mostly 304. */
export type Caching = 'immutable' | 'revalidate';

/** Serves one file: compressed as the client accepts, 304 when it has it already. */
export async function assetAnswer(context: ServerContext, asset: Asset, caching: Caching): Promise<Response> {
  const { headers } = context.env.incoming;
  const { bytes, encoding } = await asset.encoded(accepted(headers['accept-encoding']));
  const etag = `"${asset.etag}-${encoding}"`;
  const common = {
    ...pageHeaders,
    etag,
    vary: 'accept-encoding',
    'cache-control': caching === 'immutable' ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (headers['if-none-match']?.includes(etag)) return new Response(null, { status: 304, headers: common });
  return new Response(context.req.method === 'HEAD' ? null : bytes, {
    status: 200,
    headers: {
      ...common,
      'content-type': asset.mediaType,
      'content-length': String(bytes.length),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
  });
}

function accepted(header: string | string[] | undefined): Encoding {
  const offers = String(header ?? '')
    .split(',')
    .filter((offer) => !/;\s*q=0(?:\.0*)?\s*$/.test(offer));
  const names = new Set(offers.map((offer) => offer.split(';', 1)[0]!.trim()));
  if (names.has('br')) return 'br';
  return names.has('gzip') ? 'gzip' : 'identity';
}
