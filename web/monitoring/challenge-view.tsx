import { Alert, Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { betterMetric, flattenMetrics } from '../../shared/evaluation/metric-list.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import type { Retrained } from '../../workers/lifecycle/retrain.ts';
import { PromoteModal } from '../models/promote-modal.tsx';
import { formatDuration, formatMetric, formatPlural } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Pill } from '../shell/pill.tsx';
import { ScrollBox } from '../shell/scroll-box.tsx';

/** Champion and challenger on the same rows; the person decides. */
export function ChallengeView({ result, model }: { result: Retrained; model: ModelEntry }) {
  const [promoting, promote] = useDisclosure(false);
  const { champion, challenger, challenge, run } = result;
  const serves =
    model.versions.find((version) => version.versionId === challenger.versionId)?.stage === 'Production';
  const metrics = comparedMetrics(result);
  return (
    <Stack>
      <Summary result={result} metrics={metrics} />
      <ScrollBox>
        <Table miw={460} verticalSpacing={5} aria-label="Champion and challenger">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Metric</Table.Th>
              <Table.Th ta="right">Champion v{champion.version}</Table.Th>
              <Table.Th ta="right">Challenger v{challenger.version}</Table.Th>
              <Table.Th ta="right" w={140}>
                Challenger is
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {metrics.map(({ key, before, after, verdict }) => (
              <Table.Tr key={key}>
                <Table.Td>{metricLabel(key)}</Table.Td>
                <Table.Td ta="right">{formatMetric(before)}</Table.Td>
                <Table.Td ta="right">{formatMetric(after)}</Table.Td>
                <Table.Td ta="right">
                  <Pill tone={tones[verdict]}>{verdict}</Pill>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {challenge.nRows < FEW_ROWS && (
        <Alert color="yellow">
          {formatPlural(challenge.nRows, 'row is', 'rows are')} few: differences this small may be chance.
        </Alert>
      )}
      <Group justify="space-between">
        <Anchor
          fz="sm"
          renderRoot={(props) => (
            <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />
          )}
        >
          The challenger&apos;s run{run.timings === null ? '' : `, ${formatDuration(run.timings.total_ms)}`}
        </Anchor>
        {serves ? (
          <Pill tone="good">v{challenger.version} is in Production</Pill>
        ) : (
          <Button leftSection={<IconArrowUp size={16} aria-hidden />} onClick={promote.open}>
            Promote v{challenger.version} to Production
          </Button>
        )}
      </Group>
      {promoting && (
        <PromoteModal model={model} version={challenger} stage="Production" onClose={promote.close} />
      )}
    </Stack>
  );
}

/** Below this a metric's last shown digits mean nothing. */
const FEW_ROWS = 100;

function Summary({ result: { champion, challenger, challenge }, metrics }: SummaryProps) {
  const { nRows, excluded } = challenge;
  const same = champion.digest === challenger.digest;
  return (
    <Text fz="sm">
      {same ? 'Both are the same model, byte for byte.' : `The challenger is ${counted(metrics)}.`} Both were
      judged on the same {formatPlural(nRows, 'held-out row')}
      {excluded > 0 && `; ${formatPlural(excluded, 'row')} left out, since the champion was trained on them`}.
    </Text>
  );
}

interface SummaryProps {
  readonly result: Retrained;
  readonly metrics: readonly Compared[];
}

/** `better in 7 and worse in 2 of 9 metrics` */
function counted(metrics: readonly Compared[]): string {
  const parts = (['better', 'worse', 'same'] as const).flatMap((verdict) => {
    const count = metrics.filter((metric) => metric.verdict === verdict).length;
    return count === 0 ? [] : [`${verdict === 'same' ? 'the same' : verdict} in ${count}`];
  });
  return `${parts.join(', ')} of ${formatPlural(metrics.length, 'metric')}`;
}

type Verdict = 'better' | 'worse' | 'same' | 'unknown';
const tones = { better: 'good', worse: 'bad', same: 'neutral', unknown: 'neutral' } as const;

interface Compared {
  readonly key: string;
  readonly before: number;
  readonly after: number;
  readonly verdict: Verdict;
}

function comparedMetrics({ challenge }: Retrained): Compared[] {
  const afterwards = new Map(
    flattenMetrics('test', challenge.challenger).map(({ key, value }) => [key, value]),
  );
  return flattenMetrics('test', challenge.champion).map(({ key, value }) => {
    const after = afterwards.get(key) ?? NaN;
    return { key, before: value, after, verdict: verdictOf(key, value, after) };
  });
}

function verdictOf(key: string, before: number, after: number): Verdict {
  if (!Number.isFinite(before) || !Number.isFinite(after)) return 'unknown';
  if (before === after) return 'same';
  return after > before === (betterMetric(key) === 'higher') ? 'better' : 'worse';
}
