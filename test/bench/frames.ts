import type { Page } from 'playwright';

export interface Frames {
  /** Frames drawn a second, on average. */
  readonly perSecond: number;
  /** The longest that 99 of 100 frames took, in milliseconds. */
  readonly most99Ms: number;
  readonly longestMs: number;
}

/** Frames of a page while something is done to it, told by `requestAnimationFrame`. */
export async function framesWhile(page: Page, work: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate(() => {
    const seen = globalThis as unknown as { frameTimes: number[] };
    // Counting ends with the list: the one before must not count into this one.
    const times: number[] = (seen.frameTimes = []);
    void (async () => {
      // Functions without a name: what is evaluated in the page has no more than stands here.
      while (seen.frameTimes === times)
        times.push(await new Promise((resolve) => requestAnimationFrame(resolve)));
    })();
  });
  await work();
  const times = await page.evaluate(() => {
    const seen = globalThis as unknown as { frameTimes: number[] };
    const counted = seen.frameTimes;
    seen.frameTimes = [];
    return counted;
  });
  const took = times.slice(1).map((time, at) => time - times[at]!);
  const ordered = took.toSorted((a, b) => a - b);
  return {
    perSecond: (1000 * took.length) / took.reduce((sum, ms) => sum + ms, 0),
    most99Ms: ordered[Math.floor(0.99 * ordered.length)] ?? 0,
    longestMs: ordered.at(-1) ?? 0,
  };
}

/** Wheels down steadily, then drags the bar from the first row to the last and back. */
export async function scrollGrid(page: Page): Promise<void> {
  await page.getByRole('grid').evaluate(async (grid) => {
    for (let at = 0; at < 180; at += 1) {
      grid.scrollTop += 120;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    const end = grid.scrollHeight;
    for (let at = 0; at <= 120; at += 1) {
      grid.scrollTop = end * (1 - Math.abs(at - 60) / 60);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
