import { Group, RingProgress, Table, Text } from '@mantine/core';
import type { Finding, ValidationReport } from '../../../shared/validation/report.ts';
import { formatNumber } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { checkLabels } from '../finding-looks.ts';

/** The score of a data version and what takes points off. */
export function QualityPanel({
  report,
  findings,
}: {
  report: ValidationReport;
  findings: readonly Finding[];
}) {
  const costly = findings.filter((finding) => finding.penalty > 0);
  return (
    <Panel title="Quality">
      <Group align="flex-start" gap="xl">
        <ScoreRing score={report.quality} label="Quality score" />
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

export function ScoreRing({ score, label }: { score: number; label: string }) {
  // 100 is for what has no fault at all.
  const shown = Math.floor(score);
  return (
    <RingProgress
      size={124}
      thickness={10}
      roundCaps
      sections={[{ value: score, color: shown >= 80 ? 'green' : shown >= 50 ? 'yellow' : 'red' }]}
      label={
        <Text ta="center" fz={26} fw={650} aria-label={`${label} ${shown} of 100`}>
          {shown}
        </Text>
      }
    />
  );
}
