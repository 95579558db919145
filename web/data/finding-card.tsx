import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Finding } from '../../shared/validation/report.ts';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { checkLabels, severityTones } from './finding-looks.ts';
import { FailingRows } from './validation/failing-rows.tsx';

interface FindingCardProps {
  readonly finding: Finding;
  readonly dataVersion: string;
  readonly target: string | null;
}

export function FindingCard({ finding, dataVersion, target }: FindingCardProps) {
  const [open, rows] = useDisclosure(false);
  const { tone, label } = severityTones[finding.severity];
  return (
    <Panel
      title={
        finding.column === null
          ? checkLabels[finding.check]
          : `${checkLabels[finding.check]}: ${finding.column}`
      }
      actions={<Pill tone={tone}>{label}</Pill>}
    >
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={4}>
            <Text fz="sm">{finding.detail}</Text>
            <Text fz="sm" c="dimmed" maw={720}>
              {finding.remedy}
            </Text>
          </Stack>
          {finding.rows.length > 0 && (
            <Button size="xs" variant="default" flex="none" onClick={rows.toggle} aria-expanded={open}>
              {open ? 'Hide rows' : `Show ${formatPlural(finding.rows.length, 'row')}`}
            </Button>
          )}
        </Group>
        {open && (
          <FailingRows
            dataVersion={dataVersion}
            target={target}
            column={finding.column}
            rows={finding.rows}
            count={finding.count}
            label={`Rows with ${checkLabels[finding.check]}`}
          />
        )}
      </Stack>
    </Panel>
  );
}
