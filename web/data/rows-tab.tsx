import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { Table } from '../../shared/table/table.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatPlural } from '../shell/format.ts';
import { useAnswer } from '../shell/use-answer.ts';
import { versionOf, type DatasetViewProps } from './dataset-view.ts';
import { GridFrame } from './grid-frame.tsx';
import type { GridSort } from './grid-head.tsx';
import type { GridRow } from './grid-row.tsx';
import { RowEditor } from './row-editor.tsx';
import { RowFilters } from './row-filters.tsx';
import { queryOf, type RowsSearch } from './rows-search.ts';
import { useRowWindows } from './use-row-windows.ts';

const route = getRouteApi('/data/$dataset');

/** The rows of a data version, searched, filtered and sorted in the worker. */
export function RowsTab({ dataset, dataVersion }: DatasetViewProps) {
  const search: RowsSearch = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: RowsSearch): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const { schema, target, name } = dataset;
  const query = queryOf(search, new Set(schema.map((column) => column.name)));
  const windows = useRowWindows(dataVersion, query);
  const { nRows, missing, error } = windows;
  const { nRows: all } = versionOf(dataset, dataVersion);
  const numbers = useMemo(() => liveRows(dataset, versionOf(dataset, dataVersion)), [dataset, dataVersion]);
  const [open, setOpen] = useState<GridRow | null>(null);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <SearchRows value={search.q ?? ''} onChange={(q) => change({ q: q === '' ? undefined : q })} />
          <RowFilters
            columns={schema}
            filters={query.filters ?? []}
            onChange={(filters) => change({ filters: filters.length === 0 ? undefined : [...filters] })}
          />
        </Group>
        <Text fz="sm" c="dimmed" role="status">
          {nRows === null
            ? 'Looking …'
            : nRows === all
              ? formatPlural(nRows, 'row')
              : `${formatCount(nRows)} of ${formatPlural(all, 'row')}`}
        </Text>
      </Group>
      {error !== null && <ErrorPanel error={error} />}
      {error === null && nRows === null && <Skeleton height={480} />}
      {nRows === 0 && <NothingFound onClear={() => change({ q: undefined, filters: undefined })} />}
      {nRows !== null && nRows > 0 && (
        <GridFrame
          key={JSON.stringify(query)}
          label={`Rows of ${name}`}
          nRows={nRows}
          columns={schema.map((column, at) => ({ ...column, missing: missing?.[at] ?? null }))}
          rowAt={(index) => numbered(windows.rowAt(index), numbers)}
          onRange={windows.need}
          target={target}
          height={560}
          sort={sortOf(search, change)}
          onOpenRow={setOpen}
        />
      )}
      <Text fz="xs" c="dimmed">
        A row keeps its number for ever. Click it, or press Enter on the row, to see what happened to the row,
        to correct or to delete it.
      </Text>
      {open !== null && (
        <RowEditor
          dataset={dataset}
          row={open}
          editable={dataset.versions.at(-1)?.dataVersion === dataVersion}
          onClose={() => setOpen(null)}
          onAmended={() => void navigate({ search: ({ version: _old, ...kept }) => kept, replace: true })}
        />
      )}
    </Stack>
  );
}

/** With the number that the row has in the dataset instead of its place in the version. */
function numbered(found: GridRow | null, numbers: Int32Array): GridRow | null {
  return found === null ? null : { ...found, number: numbers[found.number - 1]! + 1 };
}

/** Once: ascending; twice: descending; three times: as loaded. */
function sortOf({ sort, descending = false }: RowsSearch, change: (next: RowsSearch) => void): GridSort {
  return {
    column: sort ?? null,
    descending,
    onSort(column) {
      if (sort !== column) change({ sort: column, descending: undefined });
      else if (descending) change({ sort: undefined, descending: undefined });
      else change({ descending: true });
    },
  };
}

/** Asks when the typing pauses. */
function SearchRows({ value, onChange }: { value: string; onChange: (next: string) => void }) {
  const [typed, setTyped] = useState(value);
  const ask = useDebouncedCallback(onChange, 300);
  return (
    <TextInput
      aria-label="Search rows"
      placeholder="Search in any column"
      leftSection={<IconSearch size={15} aria-hidden />}
      w={240}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        ask(event.currentTarget.value);
      }}
    />
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <Group>
      <Text fz="sm">No row fits.</Text>
      <Button variant="default" size="xs" onClick={onClear}>
        Show all rows
      </Button>
    </Group>
  );
}

/** The rows of a data version, read once for all who show them. */
export function useTable(dataVersion: string): { answer: Table | undefined; error: AppError | null } {
  return useAnswer(`table:${dataVersion}`, (host) => host.workspace.datasets.table(dataVersion));
}
