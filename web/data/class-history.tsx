import { Table, Text } from '@mantine/core';
import type { ClassCounts, DatasetRecord } from '../../shared/records/dataset.ts';
import { formatCount, formatPercent } from '../shell/format.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';

const MOST_CLASSES = 8;
const MOST_VERSIONS = 12;

/** Share of each class of the target, version by version, the newest first. */
export function ClassHistory({ dataset: { versions, target } }: { dataset: DatasetRecord }) {
  const counted = versions
    .map(({ classes, nRows }, index) => ({ classes, nRows, number: index + 1 }))
    .filter((each): each is typeof each & { classes: ClassCounts } => each.classes?.column === target)
    .toReversed();
  const newest = counted[0];
  if (newest === undefined) {
    return (
      <Text fz="sm" c="dimmed">
        {target === null
          ? 'With a target, each load also keeps how many rows every class has.'
          : `No load has counted the classes of ${target} yet.`}
      </Text>
    );
  }
  const values = newest.classes.counts.slice(0, MOST_CLASSES).map(({ value }) => value);
  return (
    <ScrollBox>
      <Table miw={420} aria-label="Class distribution" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th ta="right">Rows</Table.Th>
            {values.map((value) => (
              <Table.Th key={value} ta="right">
                {value}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {counted.slice(0, MOST_VERSIONS).map(({ classes, nRows, number }) => (
            <Table.Tr key={number}>
              <Table.Td>#{number}</Table.Td>
              <Table.Td ta="right">{formatCount(nRows)}</Table.Td>
              {values.map((value) => (
                <ClassCell key={value} classes={classes} value={value} nRows={nRows} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

function ClassCell({ classes, value, nRows }: { classes: ClassCounts; value: string; nRows: number }) {
  const count = classes.counts.find((each) => each.value === value)?.count ?? 0;
  return (
    <Table.Td ta="right">
      {formatCount(count)}{' '}
      <Text span c="dimmed" fz="xs">
        {formatPercent(count / Math.max(1, nRows))}
      </Text>
    </Table.Td>
  );
}
