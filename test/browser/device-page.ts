import { expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';

/** A browser profile of its own that goes on without its server and its network. */
export interface DevicePage {
  readonly page: Page;
  readonly context: BrowserContext;
}

export const syncStatus = (page: Page): Locator => page.getByRole('status', { name: 'Sync status' });

/** Opens a page in step with its server, with all that it needs once it is cut off. */
export async function openDevicePage(browser: Browser, url: string): Promise<DevicePage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await expect(syncStatus(page)).toHaveText(/in sync/i);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await expect(syncStatus(page)).toHaveText(/in sync/i);
  return { page, context };
}
