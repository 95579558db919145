import type { Hono } from 'hono';
import type { ServerContext, ServerEnv } from '../http/operation.ts';
import { assetAnswer } from './asset-answer.ts';
import { createAssetFolder, type AssetFolder } from './asset-folder.ts';
import { pageHeaders } from './page-headers.ts';

/** First words of the page's own routes; they answer with the page whatever a client accepts. */
const pageWords: ReadonlySet<string> = new Set([
  '',
  'dashboard',
  'data',
  'experiments',
  'models',
  'deployments',
  'predict',
  'monitoring',
  'open',
  'settings',
  'share',
  'test',
]);

/** Serves the built page: its files, and `index.html` for the routes that the page itself resolves. */
export function mountPage(app: Hono<ServerEnv>, webFolder: string): void {
  const folder = createAssetFolder(webFolder);
  app.get('*', async (context, next) => {
    const answer = await pageAnswer(folder, context);
    return answer ?? next();
  });
}

async function pageAnswer(folder: AssetFolder, context: ServerContext): Promise<Response | null> {
  const path = decoded(context.req.path);
  if (path === null) return null;
  const asset = path === '/' ? null : await folder.find(path);
  if (asset !== null)
    return assetAnswer(context, asset, path.startsWith('/assets/') ? 'immutable' : 'revalidate');
  if (!isPageRoute(path, context)) return null;
  const index = await folder.find('/index.html');
  return index === null ? notBuilt() : assetAnswer(context, index, 'revalidate');
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    // No file can have a name that is no text, so there is nothing to serve.
    return null;
  }
}

/** A file name is never a route of the page, nor is anything below /api. */
function isPageRoute(path: string, context: ServerContext): boolean {
  const [, first = ''] = path.split('/');
  // `churn@1.2.0` ends like a file.
  if (first === 'share') return true;
  if (first === 'api' || /\.\w+$/.test(path)) return false;
  return pageWords.has(first) || (context.env.incoming.headers.accept ?? '').includes('text/html');
}

function notBuilt(): Response {
  const text =
    'Treadle is running, but its page is not built yet.\n\nRun `npm run build`, then reload. The API works already: see /docs.\n';
  return new Response(text, {
    status: 503,
    headers: { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
