import { Link } from '@tanstack/react-router';
import classes from './monitoring.module.css';

const windows = [
  { hours: 1, label: '1 hour' },
  { hours: 24, label: '24 hours' },
  { hours: 168, label: '7 days' },
  { hours: 720, label: '30 days' },
] as const;

/** As far back as servers count. */
const MOST_HOURS = 2160;
const USUAL_HOURS = 24;

/** The window that a link asks for, within what can be counted. */
export const windowHours = (asked: number | undefined): number =>
  Math.min(MOST_HOURS, Math.max(1, asked ?? USUAL_HOURS));

/** How far back to look; each choice is a link. */
export function WindowLinks({ hours }: { hours: number }) {
  return (
    <nav aria-label="Window" className={classes['windows']}>
      {windows.map((each) => (
        <Link
          key={each.hours}
          from="/monitoring"
          to="/monitoring"
          search={(old) => ({ ...old, hours: each.hours })}
          replace
          className={classes['window']}
          aria-current={each.hours === hours ? 'true' : undefined}
        >
          {each.label}
        </Link>
      ))}
    </nav>
  );
}
