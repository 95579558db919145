import { Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { schemaFileName } from '../../shared/table/csv-schema.ts';
import { exportFormats, type ExportFormatName } from '../../shared/table/export-table.ts';
import { runActivity } from '../shell/activity.ts';
import { download } from '../shell/download.ts';
import { useHost, type PageHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import type { DatasetViewProps } from './dataset-view.ts';

/** The data version that is shown, as a file. */
export function ExportMenu(view: DatasetViewProps) {
  const host = useHost();
  return (
    <>
      <Menu.Label>Export this version</Menu.Label>
      {(Object.keys(exportFormats) as ExportFormatName[]).map((format) => (
        <Menu.Item
          key={format}
          leftSection={<IconDownload size={16} />}
          onClick={() => void save(host, view, format).catch(notifyError)}
        >
          {exportFormats[format].title}
        </Menu.Item>
      ))}
    </>
  );
}

async function save(
  host: PageHost,
  { dataset, dataVersion }: DatasetViewProps,
  format: ExportFormatName,
): Promise<void> {
  const { extension, mediaType, remark } = exportFormats[format];
  const name = `${dataset.name}-${dataVersion.slice(0, 8)}.${extension}`;
  const table = await host.tableRef(dataVersion);
  const { file, beside } = await runActivity({ kind: 'export', title: `Export ${name}` }, (options) =>
    host.tasks.run('export-table', { table, dataVersion, format }, options),
  );
  download(name, file, mediaType);
  if (beside !== null) download(schemaFileName(name), beside, 'application/json');
  notifyDone(`${name} is saved. ${remark}`);
}
