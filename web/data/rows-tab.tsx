import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatPlural } from '../shell/format.ts';
import { GivenUp, Waiting } from '../shell/waiting.tsx';
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
  const cancel = useWayBack(search, nRows !== null, (former) =>
    former === null ? windows.cancel() : change(former),
  );
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
      {error?.code === 'aborted' ? (
        <GivenUp onAgain={windows.again} />
      ) : (
        error !== null && <ErrorPanel error={error} onRetry={windows.again} />
      )}
      {error === null && nRows === null && (
        <Waiting progress={windows.progress} onCancel={cancel} height={480} />
      )}
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

const NOTHING_ASKED: RowsSearch = {
  q: undefined,
  sort: undefined,
  descending: undefined,
  filters: undefined,
};

/**
 * Giving a search up leads back to the one that was answered last, which the worker still has; null where
 * there is none to go back to.
 */
function useWayBack(
  { q, sort, descending, filters }: RowsSearch,
  answered: boolean,
  go: (former: RowsSearch | null) => void,
): () => void {
  const asked = { q, sort, descending, filters };
  const key = JSON.stringify(asked);
  const last = useRef(NOTHING_ASKED);
  useEffect(() => {
    if (answered) last.current = { ...NOTHING_ASKED, ...(JSON.parse(key) as RowsSearch) };
  }, [answered, key]);
  return () => go(key === JSON.stringify(last.current) ? null : last.current);
}

/** Asks when the typing pauses. */
function SearchRows({ value, onChange }: { value: string; onChange: (next: string) => void }) {
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const ask = useDebouncedCallback((next: string) => {
    asked.current = next;
    onChange(next);
  }, 300);
  useEffect(() => {
    if (value === asked.current) return;
    // Not what was typed here: a way back, or "Show all rows".
    asked.current = value;
    setTyped(value);
  }, [value]);
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
