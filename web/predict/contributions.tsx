import { Text } from '@mantine/core';
import type {
  ColumnContribution,
  ExplainedOutput,
  Explanation,
} from '../../shared/pipelines/explain-prediction.ts';
import { calibrationWords, scaleWords } from '../../workers/lifecycle/explain-words.ts';
import { formatNumber } from '../shell/format.ts';
import classes from './contributions.module.css';

const MOST_SHOWN = 12;

interface ContributionsProps {
  readonly explanation: Explanation;
  readonly output: ExplainedOutput;
}

/** From the base value to the score, a step a column, the largest first. */
export function Contributions({ explanation, output }: ContributionsProps) {
  const steps = stepsOf(output);
  const [low, high] = [
    Math.min(...steps.flatMap(({ from, to }) => [from, to])),
    Math.max(...steps.flatMap(({ from, to }) => [from, to])),
  ];
  const digits = digitsOf(steps);
  const calibration = calibrationWords(explanation, output);
  const place = (value: number): number => (high > low ? (100 * (value - low)) / (high - low) : 50);
  return (
    <div>
      <Text fz="sm" mb={8}>
        {inWords(explanation, output)}
      </Text>
      <ol className={classes['steps']} aria-label="What each column adds">
        {steps.map(({ name, value, amount, from, to, detail }) => (
          <li key={name} className={classes['step']} title={detail}>
            <span className={classes['name']}>
              {name}
              {value !== null && <span className={classes['value']}> {value}</span>}
            </span>
            <span className={classes['track']} aria-hidden>
              <span
                className={classes['fill']}
                data-kind={amount === null ? 'total' : amount < 0 ? 'against' : 'for'}
                style={{
                  left: `${Math.min(place(from), place(to))}%`,
                  width: `${Math.max(0.6, Math.abs(place(to) - place(from)))}%`,
                }}
              />
            </span>
            <span className="numeric">{amount === null ? formatNumber(to) : signed(amount, digits)}</span>
          </li>
        ))}
      </ol>
      <Text fz="xs" c="dimmed" mt={8}>
        In {scaleWords(explanation)}. The base value is what the model says where it knows nothing of the row;
        it and all amounts add up to the score.
      </Text>
      {calibration !== null && (
        <Text fz="sm" mt={8}>
          {calibration}
        </Text>
      )}
    </div>
  );
}

interface Step {
  readonly name: string;
  readonly value: string | null;
  /** null: a total, not a step. */
  readonly amount: number | null;
  readonly from: number;
  readonly to: number;
  readonly detail?: string;
}

function stepsOf({ base, score, columns }: ExplainedOutput): Step[] {
  let reached = base;
  const step = (name: string, value: string | null, amount: number, detail?: string): Step => {
    const from = reached;
    reached += amount;
    return { name, value, amount, from, to: reached, ...(detail === undefined ? {} : { detail }) };
  };
  const shown = columns.slice(0, MOST_SHOWN);
  const rest = columns.slice(MOST_SHOWN);
  return [
    { name: 'Base value', value: null, amount: null, from: base, to: base },
    ...shown.map((each) => step(each.column, valueText(each), each.amount, detailOf(each))),
    ...(rest.length === 0
      ? []
      : [
          step(
            `${rest.length} other columns`,
            null,
            rest.reduce((sum, { amount }) => sum + amount, 0),
          ),
        ]),
    { name: 'Score', value: null, amount: null, from: score, to: score },
  ];
}

function detailOf({ features }: ColumnContribution): string | undefined {
  if (features.length < 2) return undefined;
  return features.map(({ feature, amount }) => `${feature} ${signed(amount)}`).join('\n');
}

const LONGEST = 28;

function valueText({ value }: ColumnContribution): string {
  if (value === null) return 'missing';
  const text = typeof value === 'number' ? formatNumber(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

const signed = (amount: number, digits = 4): string =>
  `${amount < 0 ? '−' : '+'}${Math.abs(amount).toFixed(digits)}`;

/** Decimals that show three figures of the largest step; all others have as many. */
function digitsOf(steps: readonly Step[]): number {
  const most = Math.max(...steps.map(({ amount }) => Math.abs(amount ?? 0)));
  return most > 0 ? Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(most)))) : 0;
}

/** What counts most, for and against, in a sentence. */
function inWords({ scale }: Explanation, { label, columns }: ExplainedOutput): string {
  const what = label === null ? 'The value' : `“${label}”`;
  const isNumber = scale === 'value' || scale === 'log';
  const named = (sign: 1 | -1): string =>
    columns
      .filter(({ amount }) => amount * sign > 0)
      .slice(0, 3)
      .map((each) => `${each.column} ${valueText(each)}`)
      .join(', ');
  const [up, down] = [named(1), named(-1)];
  const parts = [
    up === '' ? '' : `${isNumber ? 'raised by' : 'for it'}: ${up}`,
    down === '' ? '' : `${isNumber ? 'lowered by' : 'against it'}: ${down}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? `${what}: no column moves it.` : `${what} – ${parts.join('; ')}.`;
}
