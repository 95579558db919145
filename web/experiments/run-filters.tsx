import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { RunRecord } from '../../shared/records/run.ts';

const route = getRouteApi('/experiments');

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

interface RunFiltersProps {
  readonly runs: readonly RunRecord[];
  /** How many of them are trials of sweeps: each sweep has a leaderboard of its own. */
  readonly nTrials: number;
}

export function RunFilters({ runs, nTrials }: RunFiltersProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Partial<typeof search>): void =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  return (
    <Group gap="xs" px="md" py={10}>
      <TextInput
        size="xs"
        type="search"
        aria-label="Find runs"
        placeholder="Name, dataset, tag or note"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search.q ?? ''}
        onChange={(event) => set({ q: event.currentTarget.value || undefined })}
        flex="1 1 180px"
        maw={280}
      />
      <Filter
        label="Experiment"
        data={unique(runs.map((run) => run.experiment))}
        value={search.experiment}
        onChange={(experiment) => set({ experiment })}
      />
      <Filter
        label="Estimator"
        data={unique(runs.map((run) => run.recipe.estimator.name))}
        value={search.estimator}
        onChange={(estimator) => set({ estimator })}
      />
      <Filter
        label="Status"
        data={unique(runs.map((run) => run.status))}
        value={search.status}
        onChange={(status) => set({ status })}
      />
      {nTrials > 0 && (
        <Checkbox
          size="xs"
          label={`${nTrials} trials of sweeps`}
          checked={search.trials ?? false}
          onChange={(event) => set({ trials: event.currentTarget.checked || undefined })}
        />
      )}
    </Group>
  );
}

interface FilterProps {
  readonly label: string;
  readonly data: string[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Filter({ label, data, value, onChange }: FilterProps) {
  return (
    <Select
      size="xs"
      w={160}
      aria-label={label}
      placeholder={label}
      data={data}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      clearable
      searchable={data.length > 8}
    />
  );
}
