import type { Hono } from 'hono';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ServerContext, ServerEnv } from '../http/operation.ts';
import { assetAnswer } from '../page/asset-answer.ts';
import { createAsset, createAssetFolder, type Asset, type AssetFolder } from '../page/asset-folder.ts';
import { docsPage, docsStartScript } from './docs-page.ts';

/** What the docs page loads from Swagger UI's package; nothing else of it is served. */
const packageFiles: ReadonlySet<string> = new Set([
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'favicon-32x32.png',
]);

/** `GET /docs`: the API to read and to try, without a byte from anywhere else. */
export function mountDocs(app: Hono<ServerEnv>): void {
  const own = new Map([
    ['', createAsset(Buffer.from(docsPage), '.html')],
    ['start.js', createAsset(Buffer.from(docsStartScript), '.js')],
  ]);
  const swagger = createAssetFolder(swaggerFolder());
  const serve = async (context: ServerContext, name: string): Promise<Response> => {
    const asset = own.get(name) ?? (await packageFile(swagger, name));
    if (asset !== null) return assetAnswer(context, asset, 'revalidate');
    throw new AppError('route-unknown', { detail: `There is no file "${name}" below /docs.` });
  };
  app.get('/docs', (context) => serve(context, ''));
  app.get('/docs/', (context) => serve(context, ''));
  app.get('/docs/:file', (context) => serve(context, context.req.param('file')));
}

function packageFile(folder: AssetFolder, name: string): Promise<Asset | null> | null {
  return packageFiles.has(name) ? folder.find(`/${name}`) : null;
}

function swaggerFolder(): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve('swagger-ui-dist/package.json'));
}
