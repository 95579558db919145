#!/usr/bin/env node
// Starts the command. In a clone it first builds what is missing or older than its sources, so that
// `npm start` and `npm run treadle -- …` need no build step of their own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wantsPage = process.argv[2] === 'serve';

if (existsSync(`${root}/tsconfig.json`)) {
  const { buildWhatIsStale } = await import('./build.mjs');
  await buildWhatIsStale(root, wantsPage ? ['node', 'web'] : ['node']);
}
await import(new URL('../dist/node/treadle.js', import.meta.url).href);
