import { Fragment } from 'react';
import classes from './explore.module.css';

interface ShareBarsProps {
  readonly label: string;
  readonly rows: readonly { label: string; share: number; figure: string }[];
}

/** Shares of a whole, as a list that can be read and seen. */
export function ShareBars({ label, rows }: ShareBarsProps) {
  return (
    <div className={classes['share']} role="group" aria-label={label}>
      {rows.map(({ label: name, share, figure }) => (
        <Fragment key={name}>
          <span className={classes['shareLabel']} title={name}>
            {name}
          </span>
          <div className={classes['shareBar']}>
            <div style={{ width: `${100 * share}%` }} />
          </div>
          <span className={classes['figure']}>{figure}</span>
        </Fragment>
      ))}
    </div>
  );
}
