import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import classes from './page.module.css';

interface ScrollBoxProps {
  /** Pixels; higher content scrolls. */
  readonly maxHeight?: number;
  readonly children: ReactNode;
}

/** Scrolls when its content is larger than the room there is, by keyboard too. */
export function ScrollBox({ maxHeight, children }: ScrollBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(box);
  return (
    <div ref={box} className={classes['scrollBox']} style={{ maxHeight }} tabIndex={scrolls ? 0 : undefined}>
      {children}
    </div>
  );
}

/** Whether the content is larger than its box: then the keyboard must be able to scroll it. */
function useScrolls(box: RefObject<HTMLDivElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void =>
      setScrolls(
        element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1,
      );
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  });
  return scrolls;
}
