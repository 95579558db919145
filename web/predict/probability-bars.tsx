import { formatPercent } from '../shell/format.ts';
import classes from './predict.module.css';

/** Each label with its probability, the likeliest first. */
export function ProbabilityBars({
  probabilities,
}: {
  probabilities: readonly { label: string; p: number }[];
}) {
  return (
    <ul className={classes['bars']} aria-label="Probabilities">
      {probabilities.map(({ label, p }, index) => (
        <li key={label} className={classes['bar']}>
          <span className={classes['label']}>{label}</span>
          <span className={classes['track']} aria-hidden>
            <span
              className={classes['fill']}
              data-first={index === 0 || undefined}
              style={{ width: `${Math.max(0.5, p * 100)}%` }}
            />
          </span>
          <span className="numeric">{formatPercent(p)}</span>
        </li>
      ))}
    </ul>
  );
}
