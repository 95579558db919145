import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** What every browser test starts Chromium with: no network of its own, and root may run it. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Path of a Chromium on this machine: `CHROMIUM_PATH`, the PATH, or Playwright's own; null when there is none. */
export function findChromium(): string | null {
  const stated = process.env['CHROMIUM_PATH'];
  if (stated !== undefined && stated !== '') return stated;
  const folders = (process.env['PATH'] ?? '').split(':');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
  if (onPath !== undefined) return onPath;
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

export const HOW_TO_GET_CHROMIUM =
  'No Chromium found: install one (Debian: `apt-get install chromium`; elsewhere: `npx playwright install chromium`) or set CHROMIUM_PATH.';
