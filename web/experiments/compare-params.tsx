import { Switch, Table } from '@mantine/core';
import { useState } from 'react';
import type { RunRecord } from '../../shared/records/run.ts';
import { formatCount, formatDuration, shortDigest } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';

/** What the runs were given; equal lines can be left out. */
export function CompareParams({ a, b }: { a: RunRecord; b: RunRecord }) {
  const [onlyDifferent, setOnlyDifferent] = useState(true);
  const [one, two] = [given(a), given(b)];
  const keys = [...new Set([...one.keys(), ...two.keys()])];
  const rows = keys.filter((key) => !onlyDifferent || one.get(key) !== two.get(key));
  return (
    <Panel
      title="What they were given"
      flush
      actions={
        <Switch
          size="xs"
          label="Only differences"
          checked={onlyDifferent}
          onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
        />
      }
    >
      <Table miw={480}>
        <Table.Tbody>
          {rows.map((key) => (
            <Table.Tr key={key} fw={one.get(key) === two.get(key) ? undefined : 550}>
              <Table.Th scope="row" fw={500}>
                {key}
              </Table.Th>
              <Table.Td>{one.get(key) ?? '–'}</Table.Td>
              <Table.Td>{two.get(key) ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function given(run: RunRecord): Map<string, string> {
  const { recipe, environment, timings } = run;
  const features = recipe.columns.filter((column) => column.role === 'feature').map((column) => column.name);
  return new Map([
    ['Estimator', recipe.estimator.name],
    ['Dataset', run.dataset],
    ['Data version', shortDigest(run.dataVersion)],
    ['Rows', formatCount(run.nRows)],
    ['Target', recipe.target],
    ['Features', features.join(', ')],
    ['Preparation', recipe.prepare.map((step) => step.step).join(' → ')],
    ['Held out', `${Math.round(recipe.split.test * 100)} %`],
    ['Seed', String(recipe.seed)],
    ...run.params.map(({ key, value }) => [key, value] as const),
    ['Threads', String(environment.threads)],
    ['Took', timings === null ? '–' : formatDuration(timings.total_ms)],
  ]);
}
