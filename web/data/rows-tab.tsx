import { Skeleton } from '@mantine/core';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { Table } from '../../shared/table/table.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useAnswer } from '../shell/use-answer.ts';
import { DataGrid } from './data-grid.tsx';
import type { DatasetViewProps } from './dataset-view.ts';

export function RowsTab({ dataset, dataVersion }: DatasetViewProps) {
  const { answer: table, error } = useTable(dataVersion);
  if (error !== null) return <ErrorPanel error={error} />;
  if (table === undefined) return <Skeleton height={480} />;
  return <DataGrid table={table} target={dataset.target} label={`Rows of ${dataset.name}`} />;
}

/** The rows of a data version, read once for all who show them. */
export function useTable(dataVersion: string): { answer: Table | undefined; error: AppError | null } {
  return useAnswer(`table:${dataVersion}`, (host) => host.workspace.datasets.table(dataVersion));
}
