import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Browsers draw no taller element: Chromium ends at 33.5 million pixels, Firefox at 17.8 million. */
const MOST_PIXELS = 12_000_000;
/** Rows drawn above and below what is in sight, in steps of {@link STEP}. */
const OVERSCAN = 8;
/** The drawn rows change only when so many have gone by. */
const STEP = 4;
const SETTLE_MS = 150;

interface RowScrollWish {
  readonly box: RefObject<HTMLElement | null>;
  readonly nRows: number;
  readonly rowHeight: number;
  /** Of the part of the box that shows rows, in pixels; a scroll bar may take some of it. */
  readonly height: number;
  /** Of what stands above the rows and stays there. */
  readonly headHeight: number;
}

export interface RowScroll {
  /** Rows to draw: from `first` up to, not including, `end`. */
  readonly first: number;
  readonly end: number;
  /** At most so many rows are drawn at once. */
  readonly slots: number;
  /** The first row in sight, within a few rows. */
  readonly firstSeen: number;
  /** Of what is scrolled, in pixels. */
  readonly total: number;
  /** Where row 0 would be drawn, in pixels; 0 unless all rows are taller than browsers can draw. */
  readonly shift: number;
  /** Scrolls as little as brings the row into sight. */
  readonly showRow: (row: number) => void;
}

/**
 * Which rows of equal height are in sight. More rows than a browser can draw are scrolled in two ways: a small
 * move goes by as many pixels, so that no row is skipped; a large one (the bar is dragged) goes to the same
 * share of the rows.
 */
export function useRowScroll({ box, nRows, rowHeight, height, headHeight }: RowScrollWish): RowScroll {
  const whole = nRows * rowHeight;
  const total = Math.min(whole, MOST_PIXELS);
  /** Scrolled pixels, and the pixels of rows that are above the box. */
  const at = useRef({ scrolled: 0, above: 0 });
  const [drawn, setDrawn] = useState({ above: 0, shift: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const bounds = (): ScrollBounds => {
      const seen = element.clientHeight - headHeight;
      return { seen, mostScrolled: Math.max(0, total - seen), mostAbove: Math.max(0, whole - seen) };
    };
    const show = (): void => {
      const { scrolled, above } = at.current;
      const step = STEP * rowHeight;
      const next = { above: Math.floor(above / step) * step, shift: scrolled - above };
      setDrawn((old) => (old.above === next.above && old.shift === next.shift ? old : next));
    };
    const follow = (): void => {
      at.current = moved(at.current, element.scrollTop, bounds());
      show();
    };
    /** After small moves the bar no longer stands where the rows do. */
    const settle = (): void => {
      if (whole <= MOST_PIXELS) return;
      const { mostScrolled, mostAbove } = bounds();
      const scrolled = Math.round((at.current.above / mostAbove) * mostScrolled);
      at.current = { ...at.current, scrolled };
      element.scrollTop = scrolled;
      show();
    };
    let timer: ReturnType<typeof setTimeout>;
    const onScroll = (): void => {
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLE_MS);
      follow();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    follow();
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
    };
  }, [box, whole, total, headHeight, rowHeight]);
  const showRow = (row: number): void => {
    const element = box.current;
    if (element === null) return;
    const seen = element.clientHeight - headHeight;
    const above = aboveToShow(at.current.above, row * rowHeight, { seen, rowHeight });
    if (above === at.current.above) return;
    const mostAbove = Math.max(0, whole - seen);
    const scrolled =
      whole <= MOST_PIXELS ? above : Math.round((above / mostAbove) * Math.max(0, total - seen));
    at.current = { scrolled, above };
    element.scrollTop = scrolled;
    // Where the bar need not move there is no event of it.
    element.dispatchEvent(new Event('scroll'));
  };
  const firstSeen = Math.floor(drawn.above / rowHeight);
  const seen = Math.ceil(height / rowHeight) + STEP;
  return {
    first: Math.max(0, firstSeen - OVERSCAN),
    firstSeen: Math.min(firstSeen, Math.max(0, nRows - 1)),
    end: Math.min(nRows, firstSeen + seen + OVERSCAN),
    slots: seen + 2 * OVERSCAN,
    total,
    shift: drawn.shift,
    showRow,
  };
}

/** Pixels above the box so that a row which begins at `top` is in sight. */
function aboveToShow(
  above: number,
  top: number,
  { seen, rowHeight }: { seen: number; rowHeight: number },
): number {
  if (top < above) return top;
  return Math.max(above, top + rowHeight - seen);
}

export interface ScrollBounds {
  /** Pixels of rows that are in sight at once. */
  readonly seen: number;
  readonly mostScrolled: number;
  readonly mostAbove: number;
}

export interface ScrollPlace {
  readonly scrolled: number;
  readonly above: number;
}

/** Where the rows are once the box is scrolled to `scrolled`. */
export function moved(
  from: ScrollPlace,
  scrolled: number,
  { seen, mostScrolled, mostAbove }: ScrollBounds,
): ScrollPlace {
  if (mostScrolled === mostAbove) return { scrolled, above: scrolled };
  if (scrolled <= 0) return { scrolled, above: 0 };
  if (scrolled >= mostScrolled) return { scrolled, above: mostAbove };
  const by = scrolled - from.scrolled;
  const above = Math.abs(by) < seen ? from.above + by : (scrolled / mostScrolled) * mostAbove;
  return { scrolled, above: Math.min(mostAbove, Math.max(0, above)) };
}
