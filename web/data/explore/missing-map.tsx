import { Text } from '@mantine/core';
import type { Overview } from '../../../shared/exploration/overview.ts';
import { HeatMap } from '../../charts/heat-map.tsx';
import { formatCount, formatPercent, formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';

/** Where cells are missing: gaps that start at some row, or come in several columns together, show as blocks. */
export function MissingMap({ overview: { missingMap, nRows } }: { overview: Overview }) {
  const { columns, starts, hidden } = missingMap;
  if (columns.length === 0)
    return (
      <Panel title="Missing cells">
        <Text fz="sm">No cell is missing.</Text>
      </Panel>
    );
  const note = `${formatPlural(columns.length + hidden, 'column')} with gaps${hidden > 0 ? `, ${hidden} of them not shown` : ''}`;
  return (
    <Panel title="Missing cells" note={note}>
      <HeatMap
        label="Share of missing cells by column and stretch of rows"
        xs={starts.map(
          (start, at) => `rows ${formatCount(start + 1)} – ${formatCount(starts[at + 1] ?? nRows)}`,
        )}
        ys={columns.map(({ name, missing }) => `${name} (${formatPercent(missing / nRows)})`)}
        values={columns.map(({ shares }) => shares)}
        format={(share) => `${formatPercent(share)} missing`}
        bareX
      />
    </Panel>
  );
}
