import type { Page } from 'playwright';

/** Long tasks are those over 50 ms; 0 means that there was none. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = globalThis as unknown as { longestTask: number };
    seen.longestTask = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, task.duration);
    }).observe({ type: 'longtask' });
  });
}

/** In milliseconds, since `watchLongTasks`. */
export function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { longestTask: number }).longestTask);
}
