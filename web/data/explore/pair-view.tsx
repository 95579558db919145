import { ActionIcon, Stack, Table } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import type { Pair, Rates } from '../../../shared/exploration/pair.ts';
import { formatCount, formatPercent } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { Stat, Stats } from '../../shell/stats.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ColumnSelect } from './column-select.tsx';
import classes from './explore.module.css';
import { LookedAt, sampleNote } from './looked-at.tsx';
import { Picture } from './picture.tsx';
import { useExploreSearch } from './use-explore-search.ts';
import { useLook } from './use-look.ts';

/** Any two columns: the picture follows from their types. */
export function PairView({ dataset, dataVersion }: DatasetViewProps) {
  const [search, change] = useExploreSearch();
  const { schema, target } = dataset;
  const known = (name: string | undefined): string | undefined =>
    schema.find((column) => column.name === name)?.name;
  const x =
    known(search.x) ??
    schema.find(({ name, type }) => name !== target && type === 'numeric')?.name ??
    schema[0]?.name ??
    '';
  const y = known(search.y) ?? target ?? schema.find(({ name }) => name !== x)?.name ?? x;
  const look = useLook('explore-pair', dataVersion, { x, y });
  const isTime = (name: string): boolean =>
    schema.find((column) => column.name === name)?.type === 'datetime';
  return (
    <Stack gap="lg">
      <div className={classes['pickers']}>
        <ColumnSelect
          label="Column along x"
          columns={schema}
          value={x}
          onChange={(next) => change({ x: next ?? undefined })}
        />
        <ActionIcon
          mb={4}
          variant="default"
          size="lg"
          aria-label="Swap the columns"
          onClick={() => change({ x: y, y: x })}
        >
          <IconArrowsExchange size={16} aria-hidden />
        </ActionIcon>
        <ColumnSelect
          label="Column along y"
          columns={schema}
          value={y}
          onChange={(next) => change({ y: next ?? undefined })}
        />
      </div>
      <LookedAt look={look}>
        {(pair) => (
          <>
            <Panel title={`${pair.y} by ${pair.x}`} note={sampleNote(pair)}>
              <PairPicture
                pair={pair}
                xTime={isTime(x)}
                yTime={isTime(y)}
                turned={isTurned(pair, schema, x)}
              />
            </Panel>
            <Stats>
              {pair.figures.map(({ name, value }) => (
                <Stat
                  key={name}
                  label={name}
                  value={value === null ? '–' : value.toFixed(3)}
                  note={strength(value)}
                />
              ))}
            </Stats>
            {pair.rates.length > 0 && <RatesPanel pair={pair} />}
          </>
        )}
      </LookedAt>
    </Stack>
  );
}

/** Boxes stand on the categories, whichever axis those were chosen for. */
const isTurned = ({ picture }: Pair, schema: DatasetViewProps['dataset']['schema'], x: string): boolean => {
  const type = schema.find(({ name }) => name === x)?.type;
  return picture.kind === 'boxes' && type !== 'categorical' && type !== 'boolean';
};

interface PairPictureProps {
  readonly pair: Pair;
  readonly xTime: boolean;
  readonly yTime: boolean;
  readonly turned: boolean;
}

function PairPicture({ pair, xTime, yTime, turned }: PairPictureProps) {
  const across = { name: pair.x, time: xTime };
  const up = { name: pair.y, time: yTime };
  const label = `${pair.y} by ${pair.x}`;
  return (
    <Picture label={label} picture={pair.picture} x={turned ? up : across} y={turned ? across : up} stacked />
  );
}

function strength(value: number | null): string | undefined {
  if (value === null) return 'one is constant';
  const size = Math.abs(value);
  return size < 0.1 ? 'none to speak of' : size < 0.3 ? 'weak' : size < 0.5 ? 'moderate' : 'strong';
}

/** For two classes the rate of the second says all; of several each has its column. */
function RatesPanel({ pair: { rates, x, y } }: { pair: Pair }) {
  const shown = rates.length === 2 ? rates.slice(1) : rates;
  const rows = shown[0]?.rows ?? [];
  return (
    <Panel title={`Rate of ${y} by ${x}`} note="with 95 % intervals" flush>
      <Table miw={420} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{x}</Table.Th>
            <Table.Th ta="right">Rows</Table.Th>
            {shown.map(({ label }) => (
              <Table.Th key={label} ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ name, n }, at) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td ta="right">{formatCount(n)}</Table.Td>
              {shown.map((rate) => (
                <RateCell key={rate.label} row={rate.rows[at]} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function RateCell({ row }: { row: Rates['rows'][number] | undefined }) {
  if (row === undefined) return <Table.Td />;
  return (
    <Table.Td ta="right" title={`${formatPercent(row.low)} to ${formatPercent(row.high)}`}>
      {formatPercent(row.rate)}{' '}
      <span style={{ color: 'var(--mantine-color-dimmed)' }}>
        {formatPercent(row.low, 0)} – {formatPercent(row.high, 0)}
      </span>
    </Table.Td>
  );
}
