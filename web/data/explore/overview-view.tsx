import { Stack } from '@mantine/core';
import type { Overview } from '../../../shared/exploration/overview.ts';
import { formatBytes, formatCount, formatPercent, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import { Stat, Stats } from '../../shell/stats.tsx';
import { typeLooks } from '../column-types.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ColumnFigures } from './column-figures.tsx';
import { LookedAt } from './looked-at.tsx';
import { MissingMap } from './missing-map.tsx';
import { ShareBars } from './share-bars.tsx';
import { useLook } from './use-look.ts';

export function OverviewView({ dataset, dataVersion }: DatasetViewProps) {
  const look = useLook('explore-overview', dataVersion, { target: dataset.target });
  return (
    <LookedAt look={look} height={560}>
      {(overview) => (
        <Stack gap="lg">
          <Shape overview={overview} />
          {overview.target !== null && <Target target={overview.target} />}
          <Panel title="Figures by column" note={typesText(overview)} flush>
            <ColumnFigures overview={overview} />
          </Panel>
          <MissingMap overview={overview} />
        </Stack>
      )}
    </LookedAt>
  );
}

const typesText = ({ types }: Overview): string =>
  types.map(({ type, count }) => `${count} ${typeLooks[type].label.toLowerCase()}`).join(', ');

function Shape({ overview }: { overview: Overview }) {
  const { nRows, nColumns, missingCells, completeRows, duplicateRows, sizeBytes } = overview;
  const cells = Math.max(1, nRows * nColumns);
  return (
    <Stats>
      <Stat label="Rows" value={formatCount(nRows)} />
      <Stat label="Columns" value={formatCount(nColumns)} />
      <Stat
        label="Missing cells"
        value={formatPercent(missingCells / cells)}
        note={formatCount(missingCells)}
      />
      <Stat label="Complete rows" value={formatPercent(completeRows / Math.max(1, nRows))} />
      <Stat label="Repeated rows" value={formatCount(duplicateRows)} />
      <Stat label="In memory" value={formatBytes(sizeBytes)} />
    </Stats>
  );
}

function Target({ target }: { target: NonNullable<Overview['target']> }) {
  const { name, groups, missing, quantity } = target;
  const note = missing === 0 ? undefined : `${formatPlural(missing, 'row')} without it`;
  return (
    <Panel title={`Target: ${name}`} note={quantity ? 'a quantity, by quarters of its rows' : note}>
      <ShareBars
        label={`Rows by ${name}`}
        rows={groups.map(({ label, count, share }) => ({
          label,
          share,
          figure: `${formatCount(count)} · ${formatPercent(share)}`,
        }))}
      />
    </Panel>
  );
}
