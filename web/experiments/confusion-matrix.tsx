import { ScrollArea } from '@mantine/core';
import { formatCount, formatPercent } from '../shell/format.ts';
import classes from './experiments.module.css';

interface ConfusionMatrixProps {
  readonly labels: readonly string[];
  /** confusion[actual][predicted], counts. */
  readonly confusion: readonly (readonly number[])[];
}

/** A table, not a picture: every cell can be read, and the shade repeats its share of the row. */
export function ConfusionMatrix({ labels, confusion }: ConfusionMatrixProps) {
  return (
    <ScrollArea>
      <table className={classes['matrix']} aria-label="Confusion matrix">
        <thead>
          <tr>
            <td className={classes['corner']} />
            {labels.map((label) => (
              <th key={label} scope="col" title={label}>
                says {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, actual) => (
            <MatrixRow key={label} label={label} counts={confusion[actual] ?? []} actual={actual} />
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function MatrixRow({ label, counts, actual }: { label: string; counts: readonly number[]; actual: number }) {
  const sum = counts.reduce((total, count) => total + count, 0);
  return (
    <tr>
      <th scope="row" title={label}>
        is {label}
      </th>
      {counts.map((count, predicted) => {
        const share = sum === 0 ? 0 : count / sum;
        return (
          <td key={predicted} style={{ background: shade(share, actual === predicted) }}>
            {formatCount(count)}
            <span className={classes['share']}>{formatPercent(share, 0)}</span>
          </td>
        );
      })}
    </tr>
  );
}

/** Right answers in the accent, wrong ones in red; never so dark that the text on it fades. */
function shade(share: number, right: boolean): string {
  const color = right ? 'var(--mantine-color-iris-5)' : 'var(--mantine-color-red-6)';
  return `color-mix(in srgb, ${color} ${(share * 38).toFixed(1)}%, var(--surface-hover))`;
}
