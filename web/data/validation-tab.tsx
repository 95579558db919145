import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import { versionOf, type DatasetViewProps } from './dataset-view.ts';
import { LookedAt } from './explore/looked-at.tsx';
import { FindingCard } from './finding-card.tsx';
import { RowNumbers } from './row-numbers.ts';
import { useReport } from './use-report.ts';
import { QualityPanel } from './validation/quality-panel.tsx';
import { SplitPanel } from './validation/split-panel.tsx';
import { SuitePanel } from './validation/suite-panel.tsx';
import { VersionDriftPanel } from './validation/version-drift-panel.tsx';

/** The quality score, what is promised, each finding with its rows, and how parts and versions compare. */
export function ValidationTab(props: DatasetViewProps) {
  const { dataset, dataVersion } = props;
  const numbers = useMemo(() => liveRows(dataset, versionOf(dataset, dataVersion)), [dataset, dataVersion]);
  return (
    <RowNumbers value={numbers}>
      <Stack gap="lg">
        <Findings {...props} />
        {props.dataset.target !== null && (
          <SplitPanel key={props.dataVersion} {...props} target={props.dataset.target} />
        )}
        <VersionDriftPanel key={`drift:${props.dataVersion}`} {...props} />
      </Stack>
    </RowNumbers>
  );
}

function Findings(props: DatasetViewProps) {
  const look = useReport(props);
  const findings = [...(look.answer?.findings ?? [])].sort((a, b) => b.penalty - a.penalty);
  return (
    <>
      <LookedAt look={look} height={220}>
        {(report) => <QualityPanel report={report} findings={findings} />}
      </LookedAt>
      <SuitePanel {...props} />
      {findings.map((finding) => (
        <FindingCard
          key={`${finding.check}:${finding.column ?? ''}`}
          finding={finding}
          dataVersion={props.dataVersion}
          target={props.dataset.target}
        />
      ))}
    </>
  );
}
