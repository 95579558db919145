import { Table } from '@mantine/core';
import type { ImportPlan } from '../../shared/table/import-plan.ts';
import { formatPlural } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import classes from './data.module.css';

const MOST_COLUMNS = 60;

/** The first rows as the file has them, before anything is read into types. */
export function ImportPreview({ plan }: { plan: ImportPlan }) {
  const columns = plan.columns.slice(0, MOST_COLUMNS);
  return (
    <Panel title="Preview" note={`first ${formatPlural(plan.preview.length, 'row')} of the file`} flush>
      <div className={classes['preview']} tabIndex={0} role="region" aria-label="Preview of the file">
        <Table stickyHeader verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.name}>{column.name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {plan.preview.map((row, index) => (
              <Table.Tr key={index}>
                {columns.map((column, at) => (
                  <Table.Td key={column.name}>
                    <PreviewCell text={row[at] ?? ''} markers={plan.missingMarkers} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}

function PreviewCell({ text, markers }: { text: string; markers: readonly string[] }) {
  if (!markers.includes(text.trim())) return text;
  return <span className={classes['missing']}>{text.trim() === '' ? 'missing' : text}</span>;
}
