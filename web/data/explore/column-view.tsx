import { Anchor, Checkbox, Group, Stack, Table, Text } from '@mantine/core';
import type { Distribution } from '../../../shared/exploration/distribution.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { formatCount, formatNumber, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ColumnSelect } from './column-select.tsx';
import classes from './explore.module.css';
import { LookedAt } from './looked-at.tsx';
import { useExploreSearch } from './use-explore-search.ts';
import { useLook } from './use-look.ts';

/** One column's spread, in the groups of the target. */
export function ColumnView({ dataset, dataVersion }: DatasetViewProps) {
  const [{ column: wished, split = true }, change] = useExploreSearch();
  const { schema, target } = dataset;
  const column = schema.find(({ name }) => name === wished)?.name ?? firstColumn(dataset);
  const splitBy = split && target !== column ? target : null;
  const look = useLook('explore-column', dataVersion, { column, split: splitBy });
  return (
    <Stack gap="lg">
      <div className={classes['pickers']}>
        <ColumnSelect
          label="Column"
          columns={schema}
          value={column}
          onChange={(next) => change({ column: next ?? undefined })}
        />
        {target !== null && target !== column && (
          <Checkbox
            mb={8}
            label={`Split by ${target}`}
            checked={split}
            onChange={(event) => change({ split: event.currentTarget.checked ? undefined : false })}
          />
        )}
        {target !== null && target !== column && (
          <Anchor
            component="button"
            type="button"
            fz="sm"
            mb={8}
            onClick={() => change({ view: 'pair', x: column, y: target })}
          >
            Against {target}
          </Anchor>
        )}
      </div>
      <LookedAt look={look}>{(spread) => <Spread spread={spread} splitBy={splitBy} />}</LookedAt>
    </Stack>
  );
}

const firstColumn = ({ schema, target }: DatasetViewProps['dataset']): string =>
  (schema.find(({ name, type }) => name !== target && type !== 'identifier') ?? schema[0])?.name ?? '';

function Spread({ spread, splitBy }: { spread: Distribution; splitBy: string | null }) {
  const { bars, shown, missing, below, above, groups } = spread;
  const sideways = !bars.ranges && bars.categories.length > 6;
  return (
    <>
      <Panel
        title={`Spread of ${shown}`}
        note={missing === 0 ? 'complete' : `${formatCount(missing)} missing`}
      >
        <BarChart
          label={`Spread of ${shown}${splitBy === null ? '' : ` by ${splitBy}`}`}
          categories={bars.categories}
          series={bars.series.map(({ name, values }) => ({
            name,
            values: values.map((value) => value ?? 0),
          }))}
          touching={bars.ranges}
          stacked
          whole
          sideways={sideways}
          {...(sideways ? {} : { height: 340 })}
        />
        {below + above > 0 && (
          <Text fz="xs" c="dimmed" mt="xs">
            Not shown, since they would flatten the rest: {formatPlural(below, 'value')} below and{' '}
            {formatCount(above)} above.
          </Text>
        )}
      </Panel>
      {groups.some(({ numeric }) => numeric !== null) && (
        <Panel title={`In the groups of ${splitBy}`} flush>
          <GroupFigures groups={groups} />
        </Panel>
      )}
      {spread.groups.length === 0 && splitBy === null && (
        <Group>
          <Text fz="sm" c="dimmed">
            {formatPlural(bars.categories.length, bars.ranges ? 'range' : 'value')} shown.
          </Text>
        </Group>
      )}
    </>
  );
}

const headings = ['Rows', 'Mean', 'Std. dev.', 'Lower quartile', 'Median', 'Upper quartile'];

function GroupFigures({ groups }: { groups: Distribution['groups'] }) {
  return (
    <Table miw={640} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Group</Table.Th>
          {headings.map((heading) => (
            <Table.Th key={heading} ta="right">
              {heading}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {groups.map(({ label, n, numeric }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{label}</Table.Th>
            <Table.Td ta="right">{formatCount(n)}</Table.Td>
            {numeric === null ? (
              <Table.Td colSpan={5} />
            ) : (
              [numeric.mean, numeric.std, numeric.q1, numeric.median, numeric.q3].map((figure, at) => (
                <Table.Td key={headings[at + 1]} ta="right">
                  {formatNumber(figure)}
                </Table.Td>
              ))
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
