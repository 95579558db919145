import { Anchor, Select, Stack, Table, Text } from '@mantine/core';
import { IconTarget } from '@tabler/icons-react';
import type { ColumnTest, TargetTests } from '../../../shared/exploration/target-tests.ts';
import { Empty } from '../../shell/empty.tsx';
import { formatNumber, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { Pill, type Tone } from '../../shell/pill.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import classes from './explore.module.css';
import { LookedAt, sampleNote } from './looked-at.tsx';
import { useExploreSearch } from './use-explore-search.ts';
import { useLook } from './use-look.ts';

/** Which columns go with the target beyond chance, how strongly, and in words. */
export function TestsView(props: DatasetViewProps) {
  const { target } = props.dataset;
  if (target === null)
    return (
      <Panel>
        <Empty icon={IconTarget} title="No target to test against">
          Choose the column to predict above; every other column is then tested against it.
        </Empty>
      </Panel>
    );
  return <Tests {...props} target={target} />;
}

function Tests({ dataVersion, target }: DatasetViewProps & { target: string }) {
  const [{ a, b }] = useExploreSearch();
  const groups = { ...(a === undefined ? {} : { a }), ...(a === undefined || b === undefined ? {} : { b }) };
  const look = useLook('explore-tests', dataVersion, { wish: { target, ...groups } });
  return (
    <LookedAt look={look} height={560}>
      {(found) => (
        <Stack gap="lg">
          {found.labels.length > 2 && <GroupPickers found={found} />}
          <Panel
            title={titleOf(found)}
            note={sampleNote(found) ?? formatPlural(found.tests.length, 'test')}
            flush
          >
            <TestTable tests={found.tests} target={target} />
          </Panel>
          <Text fz="xs" c="dimmed">
            Adjusted p-values are those of Benjamini and Hochberg over all tests listed: of the differences
            called real, about one in twenty is not. An effect says how large a difference is; a p-value only
            whether there is one.
          </Text>
        </Stack>
      )}
    </LookedAt>
  );
}

function titleOf({ compares, a, b, target }: TargetTests): string {
  if (compares === 'two') return `${target}: ${a} against ${b ?? 'the rest'}`;
  return compares === 'all' ? `All groups of ${target}` : `What goes with ${target}`;
}

function GroupPickers({ found: { labels, a, b } }: { found: TargetTests }) {
  const [, change] = useExploreSearch();
  return (
    <div className={classes['pickers']}>
      <Select
        label="Group"
        placeholder="All groups"
        data={[...labels]}
        value={a}
        onChange={(next) => change({ a: next ?? undefined, b: undefined })}
        clearable
        searchable
      />
      <Select
        label="Against"
        placeholder="The rest"
        data={labels.filter((label) => label !== a)}
        value={b}
        onChange={(next) => change({ b: next ?? undefined })}
        clearable
        searchable
        disabled={a === null}
      />
    </div>
  );
}

function TestTable({ tests, target }: { tests: readonly ColumnTest[]; target: string }) {
  return (
    <Table miw={860} verticalSpacing={7}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Column</Table.Th>
          <Table.Th>Test</Table.Th>
          <Table.Th ta="right">Statistic</Table.Th>
          <Table.Th ta="right" style={{ whiteSpace: 'nowrap' }}>
            Adjusted p
          </Table.Th>
          <Table.Th>Effect</Table.Th>
          <Table.Th>In words</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tests.map((test) => (
          <TestRow key={`${test.column} ${test.test}`} test={test} target={target} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

const tones: Record<ColumnTest['effect']['size'], Tone> = {
  negligible: 'neutral',
  small: 'neutral',
  medium: 'warn',
  large: 'accent',
};

function TestRow({ test, target }: { test: ColumnTest; target: string }) {
  const [, change] = useExploreSearch();
  const { column, effect } = test;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Anchor
          component="button"
          type="button"
          fw={550}
          onClick={() => change({ view: 'pair', x: column, y: target })}
        >
          {column}
        </Anchor>
      </Table.Th>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{test.test}</Table.Td>
      <Table.Td ta="right">{formatNumber(test.statistic)}</Table.Td>
      <Table.Td ta="right" title={`p = ${test.pValue.toExponential(2)} before adjusting`}>
        {shownP(test.adjusted)}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Pill tone={tones[effect.size]}>{effect.size}</Pill>{' '}
        <Text span fz="xs" c="dimmed">
          {effect.name} {effect.value.toFixed(2)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text fz="sm" miw={220} maw={420}>
          {test.words}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

const shownP = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));
