import { useEffect, useRef, type RefObject } from 'react';

/** Scrolls a strip of tabs, never the page, so that the chosen one is in sight. */
export function useTabInSight(tab: string): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-selected=true]');
    if (!list.current || !chosen) return;
    const [strip, own] = [list.current.getBoundingClientRect(), chosen.getBoundingClientRect()];
    if (own.left < strip.left) list.current.scrollLeft -= strip.left - own.left;
    else if (own.right > strip.right) list.current.scrollLeft += own.right - strip.right;
  }, [tab]);
  return list;
}
