import { Group, RingProgress, Skeleton, Stack, Table, Text } from '@mantine/core';
import type { Finding, ValidationReport } from '../../shared/validation/report.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatNumber } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import type { DatasetViewProps } from './dataset-view.ts';
import { FindingCard } from './finding-card.tsx';
import { checkLabels } from './finding-looks.ts';
import { useReport } from './use-report.ts';

/** The quality score, what it is made of, and each finding with its rows and what to do. */
export function ValidationTab(props: DatasetViewProps) {
  const { answer: report, error } = useReport(props);
  if (error !== null) return <ErrorPanel error={error} />;
  if (report === undefined) return <Skeleton height={420} />;
  const findings = [...report.findings].sort((a, b) => b.penalty - a.penalty);
  return (
    <Stack gap="lg">
      <QualityPanel report={report} findings={findings} />
      {findings.map((finding) => (
        <FindingCard
          key={`${finding.check}:${finding.column ?? ''}`}
          finding={finding}
          dataVersion={props.dataVersion}
          target={props.dataset.target}
        />
      ))}
    </Stack>
  );
}

function QualityPanel({ report, findings }: { report: ValidationReport; findings: readonly Finding[] }) {
  const costly = findings.filter((finding) => finding.penalty > 0);
  const quality = Math.round(report.quality);
  return (
    <Panel title="Quality">
      <Group align="flex-start" gap="xl">
        <RingProgress
          size={124}
          thickness={10}
          roundCaps
          sections={[
            { value: report.quality, color: quality >= 80 ? 'green' : quality >= 50 ? 'yellow' : 'red' },
          ]}
          label={
            <Text ta="center" fz={26} fw={650} aria-label={`Quality score ${quality} of 100`}>
              {quality}
            </Text>
          }
        />
        {costly.length === 0 ? (
          <Text fz="sm" mt="md">
            Nothing takes anything off: 100 of 100.
          </Text>
        ) : (
          <Table w="auto" flex="1 1 320px" verticalSpacing={4} aria-label="What the score is made of">
            <Table.Tbody>
              <Table.Tr>
                <Table.Td>Start</Table.Td>
                <Table.Td ta="right">100</Table.Td>
              </Table.Tr>
              {costly.map((finding) => (
                <Table.Tr key={`${finding.check}:${finding.column ?? ''}`}>
                  <Table.Td>
                    {checkLabels[finding.check]}
                    {finding.column !== null && ` in ${finding.column}`}
                  </Table.Td>
                  <Table.Td ta="right">−{formatNumber(finding.penalty)}</Table.Td>
                </Table.Tr>
              ))}
              <Table.Tr fw={600}>
                <Table.Td>Quality</Table.Td>
                <Table.Td ta="right">{formatNumber(report.quality)}</Table.Td>
              </Table.Tr>
            </Table.Tbody>
          </Table>
        )}
      </Group>
    </Panel>
  );
}
