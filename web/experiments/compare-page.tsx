import { Anchor, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { CompareMetrics } from './compare-metrics.tsx';
import { CompareParams } from './compare-params.tsx';
import { ComparePlots } from './compare-plots.tsx';
import { useRuns, type ListedRun } from './use-runs.ts';

const route = getRouteApi('/experiments/compare');

/** Two runs side by side: what they were given, what came out, and where they differ. */
export function ComparePage() {
  const runs = useRuns();
  const { a, b } = route.useSearch();
  const navigate = route.useNavigate();
  if (runs === undefined) return <PagePending />;
  const find = (runId: string | undefined): ListedRun['run'] | undefined =>
    runs.find(({ run }) => run.runId === runId)?.run;
  const [first, second] = [find(a), find(b)];
  const choose = (side: 'a' | 'b') => (runId: string | null) =>
    void navigate({ search: (old) => ({ ...old, [side]: runId ?? undefined }), replace: true });
  return (
    <Page
      title="Compare runs"
      trail={<Anchor renderRoot={(props) => <Link to="/experiments" {...props} />}>Experiments</Anchor>}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <RunSelect label="First run" runs={runs} value={a} onChange={choose('a')} />
        <RunSelect label="Second run" runs={runs} value={b} onChange={choose('b')} />
      </SimpleGrid>
      {first === undefined || second === undefined ? (
        <Text c="dimmed" fz="sm">
          Choose two runs.
        </Text>
      ) : (
        <Stack gap="lg">
          <CompareMetrics a={first} b={second} />
          <CompareParams a={first} b={second} />
          <ComparePlots a={first} b={second} />
        </Stack>
      )}
    </Page>
  );
}

interface RunSelectProps {
  readonly label: string;
  readonly runs: readonly ListedRun[];
  readonly value: string | undefined;
  readonly onChange: (runId: string | null) => void;
}

function RunSelect({ label, runs, value, onChange }: RunSelectProps) {
  const data = runs.map(({ run }) => ({ value: run.runId, label: `${run.name} · ${run.dataset}` }));
  return (
    <Select
      label={label}
      data={data}
      value={value ?? null}
      onChange={onChange}
      searchable
      limit={100}
      placeholder="Choose a run"
    />
  );
}
