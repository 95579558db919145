import { Anchor, Group, Table, Text } from '@mantine/core';
import type { ColumnOverview, Overview } from '../../../shared/exploration/overview.ts';
import { formatCount, formatNumber, formatPercent } from '../../shell/format.ts';
import { TypeIcon } from '../column-types.tsx';
import { useExploreSearch } from './use-explore-search.ts';

const MOST_SHOWN = 300;
const headings = ['Missing', 'Distinct', 'Least', 'Median', 'Mean', 'Greatest', 'Std. dev.', 'Skewness'];

/** Every column in figures; a name opens its spread. */
export function ColumnFigures({ overview }: { overview: Overview }) {
  const [, change] = useExploreSearch();
  return (
    <Table miw={980} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Column</Table.Th>
          {headings.map((heading) => (
            <Table.Th key={heading} ta="right">
              {heading}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {overview.columns.slice(0, MOST_SHOWN).map((column) => (
          <Table.Tr key={column.name}>
            <Table.Th scope="row">
              <Group gap={6} wrap="nowrap">
                <TypeIcon type={column.type} />
                <Anchor
                  component="button"
                  type="button"
                  fw={550}
                  onClick={() => change({ view: 'columns', column: column.name })}
                >
                  {column.name}
                </Anchor>
              </Group>
            </Table.Th>
            <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
              {missingText(column, overview.nRows)}
            </Table.Td>
            <Table.Td ta="right">{formatCount(column.distinct)}</Table.Td>
            <Figures column={column} />
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const missingText = ({ missing }: ColumnOverview, nRows: number): string =>
  missing === 0 ? '0' : `${formatCount(missing)} (${formatPercent(missing / nRows)})`;

function Figures({ column: { numeric, top, type } }: { column: ColumnOverview }) {
  if (numeric === null)
    return (
      <Table.Td colSpan={6}>
        <Text fz="xs" c="dimmed" lineClamp={1}>
          {top.map(({ value, count }) => `${value} ${formatCount(count)}`).join(' · ')}
        </Text>
      </Table.Td>
    );
  const { min, median, mean, max, std, skewness } = numeric;
  const date = type === 'datetime';
  const unit = type === 'text' || type === 'identifier' ? ' characters' : '';
  const shown = (value: number): string =>
    date ? new Date(value).toISOString().slice(0, 10) : `${formatNumber(value)}${unit === '' ? '' : ' ch.'}`;
  const spread = date ? `${formatNumber(std / 86_400_000)} days` : formatNumber(std);
  return [min, median, mean, max]
    .map(shown)
    .concat(spread, formatNumber(skewness))
    .map((figure, at) => (
      <Table.Td key={headings[at + 2]} ta="right">
        {figure}
      </Table.Td>
    ));
}
