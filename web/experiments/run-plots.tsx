import { SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { RunRecord } from '../../shared/records/run.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { ClassificationPlots } from './classification-plots.tsx';
import { ImportancePlot } from './importance-plot.tsx';
import { ResidualPlot } from './residual-plot.tsx';
import { useReports } from './use-evaluation.ts';

const route = getRouteApi('/experiments/runs/$runId');

export function RunPlots({ run }: { run: RunRecord }) {
  const { part = 'test' } = route.useSearch();
  const navigate = route.useNavigate();
  const { answer: reports, error } = useReports(run);
  if (error !== null) return <ErrorPanel error={error} />;
  if (reports === undefined) return <Skeleton height={420} />;
  if (reports === null) return <NoReports run={run} />;
  const evaluation = reports[part];
  return (
    <Stack gap="lg">
      <SegmentedControl
        aria-label="Part of the data"
        w={260}
        data={[
          { value: 'test', label: 'Test part' },
          { value: 'train', label: 'Training part' },
        ]}
        value={part}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, part: next }), replace: true })}
      />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        {evaluation.task === 'classification' ? (
          <ClassificationPlots evaluation={evaluation} />
        ) : (
          <ResidualPlot evaluation={evaluation} />
        )}
        {reports.importance.length > 0 && <ImportancePlot importance={reports.importance} />}
      </SimpleGrid>
    </Stack>
  );
}

function NoReports({ run }: { run: RunRecord }) {
  return (
    <Panel>
      <Text fz="sm" c="dimmed">
        {run.status === 'FINISHED'
          ? 'The reports of this run are not on this device yet; they come with the next sync.'
          : 'Only a finished run has plots.'}
      </Text>
    </Panel>
  );
}
