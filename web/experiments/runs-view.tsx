import { Button, Group, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { trialIndexOf } from '../../workers/lifecycle/sweep/trial-runs.ts';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { ColumnsMenu } from './columns-menu.tsx';
import { isRunSort, shownMetrics, sortRuns, type RunSort } from './run-columns.ts';
import { RunFilters } from './run-filters.tsx';
import { RunsTable } from './runs-table.tsx';
import type { ListedRun } from './use-runs.ts';

const route = getRouteApi('/experiments');

/** The table with its filters; all of it is in the link. */
export function RunsView({ runs }: { runs: readonly ListedRun[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const counted = runs.filter(({ run }) => search.trials === true || trialIndexOf(run) === null);
  const found = counted.filter(({ run }) => matches(run, search));
  const sort: RunSort = isRunSort(search.sort) ? search.sort : 'started';
  const up = search.up ?? false;
  const records = runs.map(({ run }) => run);
  const nTrials = records.filter((run) => trialIndexOf(run) !== null).length;
  const chosen = (search.chosen ?? '').split(',').filter((id) => id !== '');
  const choose = (next: readonly string[]): void =>
    void navigate({
      search: (old) => ({ ...old, chosen: next.length === 0 ? undefined : next.join(',') }),
      replace: true,
    });
  return (
    <Panel
      title="Runs"
      note={
        found.length === counted.length
          ? formatPlural(counted.length, 'run')
          : `${found.length} of ${formatPlural(counted.length, 'run')}`
      }
      flush
      actions={
        <Group gap="xs">
          <CompareButton chosen={chosen} />
          <ColumnsMenu runs={records} />
        </Group>
      }
    >
      <RunFilters runs={records} nTrials={nTrials} />
      <RunsTable
        runs={sortRuns(found, sort, up)}
        metrics={shownMetrics(records, search.columns)}
        sort={sort}
        up={up}
        onSort={(next) =>
          void navigate({
            search: (old) => ({ ...old, sort: next, up: next === sort ? !up : false }),
            replace: true,
          })
        }
        chosen={chosen}
        onChoose={choose}
      />
      {found.length === 0 && (
        <Text c="dimmed" fz="sm" p="md">
          No run fits the filters.
        </Text>
      )}
    </Panel>
  );
}

type Filters = ReturnType<typeof route.useSearch>;

function matches(run: ListedRun['run'], { experiment, q, status, estimator }: Filters): boolean {
  const words = `${run.name} ${run.dataset} ${run.experiment} ${run.note} ${run.tags.map((tag) => `${tag.key} ${tag.value}`).join(' ')}`;
  return (
    (experiment === undefined || run.experiment === experiment) &&
    (status === undefined || run.status === status) &&
    (estimator === undefined || run.recipe.estimator.name === estimator) &&
    (q === undefined || words.toLowerCase().includes(q.toLowerCase()))
  );
}

function CompareButton({ chosen }: { chosen: readonly string[] }) {
  const [a, b] = chosen;
  if (a === undefined) return null;
  if (b === undefined || chosen.length > 2) {
    return (
      <Text fz="xs" c="dimmed">
        Choose two runs to compare
      </Text>
    );
  }
  return (
    <Button
      size="xs"
      leftSection={<IconArrowsDiff size={15} />}
      renderRoot={(props) => <Link to="/experiments/compare" search={{ a, b }} {...props} />}
    >
      Compare
    </Button>
  );
}
