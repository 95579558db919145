import { Anchor, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';
import type { LifecycleSummary } from '../../workers/lifecycle/full-lifecycle.ts';
import { formatDuration, formatMetric, formatPercent } from '../shell/format.ts';
import { Pill } from '../shell/pill.tsx';
import { ScrollBox } from '../shell/scroll-box.tsx';
import classes from './lifecycle.module.css';

const metrics = [
  { key: 'test_accuracy', label: 'Accuracy' },
  { key: 'test_f1', label: 'F1' },
  { key: 'test_roc_auc', label: 'ROC AUC' },
] as const;

/** The three models side by side, and where each result now lives. */
export function LifecycleSummaryView({ summary }: { summary: LifecycleSummary }) {
  const { runs, best, version, predictions, dataset } = summary;
  return (
    <div className={classes['summary']}>
      <ScrollBox>
        <Table miw={480} withRowBorders={false} verticalSpacing={4} aria-label="Models compared">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              {metrics.map(({ key, label }) => (
                <Table.Th key={key} ta="right">
                  {label}
                </Table.Th>
              ))}
              <Table.Th ta="right">Trained in</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Table.Tr key={run.runId}>
                <Table.Td>
                  <Group gap="xs">
                    <Anchor
                      renderRoot={(props) => (
                        <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />
                      )}
                    >
                      {run.recipe.estimator.name}
                    </Anchor>
                    {run.runId === best.runId && <Pill tone="good">BEST</Pill>}
                  </Group>
                </Table.Td>
                {metrics.map(({ key }) => (
                  <Table.Td key={key} ta="right">
                    {formatMetric(metricOf(run, key))}
                  </Table.Td>
                ))}
                <Table.Td ta="right">
                  {run.timings === null ? '–' : formatDuration(run.timings.train_ms)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      <Text fz="sm">
        <Anchor
          renderRoot={(props) => <Link to="/models/$model" params={{ model: version.model }} {...props} />}
        >
          {version.model} v{version.version}
        </Anchor>{' '}
        is in Production, trained on{' '}
        <Anchor renderRoot={(props) => <Link to="/data/$dataset" params={{ dataset }} {...props} />}>
          {dataset}
        </Anchor>
        . It answered:{' '}
        {predictions.map(({ prediction, confidence }) => describe(prediction, confidence)).join(', ')}.{' '}
        <Anchor renderRoot={(props) => <Link to="/predict" search={{ model: version.model }} {...props} />}>
          Ask it something
        </Anchor>
      </Text>
    </div>
  );
}

const describe = (prediction: string | number, confidence: number | null): string =>
  confidence === null ? String(prediction) : `${prediction} (${formatPercent(confidence, 0)})`;
