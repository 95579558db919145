import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { betterMetric, flattenMetrics } from '../../shared/evaluation/metric-list.ts';
import type { ModelEntry } from '../../shared/registry/state.ts';
import type { Retrained } from '../../workers/lifecycle/retrain.ts';
import { PromoteModal } from '../models/promote-modal.tsx';
import { formatMetric, formatPlural } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Pill } from '../shell/pill.tsx';

/** Champion and challenger on the same rows; the person decides. */
export function ChallengeView({ result, model }: { result: Retrained; model: ModelEntry }) {
  const [promoting, promote] = useDisclosure(false);
  const { champion, challenger, challenge } = result;
  const serves =
    model.versions.find((version) => version.versionId === challenger.versionId)?.stage === 'Production';
  const before = flattenMetrics('test', challenge.champion);
  const after = flattenMetrics('test', challenge.challenger);
  return (
    <Stack>
      <Text fz="sm">
        Judged on {formatPlural(challenge.nRows, 'held-out row')}
        {challenge.excluded > 0 &&
          `; ${formatPlural(challenge.excluded, 'row')} left out, since the champion was trained on them`}
        .
      </Text>
      <Table verticalSpacing={5} aria-label="Champion and challenger">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <Table.Th ta="right">Champion v{champion.version}</Table.Th>
            <Table.Th ta="right">Challenger v{challenger.version}</Table.Th>
            <Table.Th ta="right" w={110} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before.map(({ key, value }) => {
            const next = after.find((each) => each.key === key)?.value ?? NaN;
            return (
              <Table.Tr key={key}>
                <Table.Td>{metricLabel(key)}</Table.Td>
                <Table.Td ta="right">{formatMetric(value)}</Table.Td>
                <Table.Td ta="right">{formatMetric(next)}</Table.Td>
                <Table.Td ta="right">
                  <Verdict metric={key} before={value} after={next} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end">
        {serves ? (
          <Pill tone="good">v{challenger.version} is in Production</Pill>
        ) : (
          <Button leftSection={<IconArrowUp size={16} />} onClick={promote.open}>
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

function Verdict({ metric, before, after }: { metric: string; before: number; after: number }) {
  if (!Number.isFinite(before) || !Number.isFinite(after)) return null;
  if (before === after) return <Pill>same</Pill>;
  const better = after > before === (betterMetric(metric) === 'higher');
  return <Pill tone={better ? 'good' : 'bad'}>{better ? 'better' : 'worse'}</Pill>;
}
