import { SimpleGrid } from '@mantine/core';
import { LineChart } from '../charts/line-chart.tsx';

interface CurvesProps {
  readonly label: string;
  readonly points: readonly { readonly key: string; readonly value: number; readonly step: number }[];
  readonly height?: number;
}

/** Metrics by step: a chart for each kind, training and validation in one, since kinds differ in scale. */
export function Curves({ label, points, height }: CurvesProps) {
  const keys = [...new Set(points.map(({ key }) => key))];
  const kinds = [...new Set(keys.map(kindOf))];
  const charts = kinds.map((kind) => (
    <LineChart
      key={kind}
      label={`${kind} of ${label}`}
      xName="step"
      yName={kind}
      {...(height === undefined ? {} : { height })}
      series={keys
        .filter((key) => kindOf(key) === kind)
        .map((key) => ({
          name: nameOf(key, keys),
          points: points
            .filter((point) => point.key === key)
            .map(({ step, value }) => [step, value] as const),
        }))}
    />
  ));
  if (charts.length === 1) return charts[0];
  return <SimpleGrid cols={{ base: 1, md: 2 }}>{charts}</SimpleGrid>;
}

const HELD_OUT = /^(val|validation)_/;

const kindOf = (key: string): string => key.replace(HELD_OUT, '').replace(/^train_/, '');

function nameOf(key: string, keys: readonly string[]): string {
  const kind = kindOf(key);
  if (HELD_OUT.test(key)) return `${kind}, validation`;
  return keys.some((other) => other !== key && kindOf(other) === kind) ? `${kind}, training` : kind;
}
