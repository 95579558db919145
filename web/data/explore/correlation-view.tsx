import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { MEASURES, type Measure } from '../../../shared/exploration/choices.ts';
import type { Correlations } from '../../../shared/exploration/correlations.ts';
import { HeatMap } from '../../charts/heat-map.tsx';
import { formatPlural } from '../../shell/format.ts';
import { Panel } from '../../shell/panel.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import classes from './explore.module.css';
import { LookedAt, sampleNote } from './looked-at.tsx';
import { useExploreSearch } from './use-explore-search.ts';
import { useLook } from './use-look.ts';

const measures: Record<Measure, { label: string; about: string; signed: boolean }> = {
  association: {
    label: 'All types',
    about:
      '0 to 1 for any two types: the size of Pearson’s correlation, the correlation ratio, or Cramér’s V.',
    signed: false,
  },
  pearson: { label: 'Pearson', about: 'Numbers along a line, −1 to 1.', signed: true },
  spearman: { label: 'Spearman', about: 'Numbers by rank, −1 to 1: also along a curve.', signed: true },
  'cramers-v': { label: 'Cramér’s V', about: 'Categories, 0 to 1, corrected for chance.', signed: false },
};

const MOST_FIGURES = 14;

/** Every pair of columns at once; a cell opens the two. */
export function CorrelationView({ dataVersion }: DatasetViewProps) {
  const [{ measure = 'association' }, change] = useExploreSearch();
  const look = useLook('explore-correlations', dataVersion, { measure });
  const { about, signed } = measures[measure];
  const wide = useMediaQuery('(min-width: 62em)', true);
  return (
    <Stack gap="md">
      <div className={classes['views']}>
        <SegmentedControl
          aria-label="Measure"
          data={MEASURES.map((value) => ({ value, label: measures[value].label }))}
          value={measure}
          onChange={(next) => change({ measure: next })}
        />
      </div>
      <Text fz="sm" c="dimmed">
        {about} A cell opens its two columns.
      </Text>
      <LookedAt look={look} height={480}>
        {(found) =>
          found.columns.length < 2 ? (
            <Panel>
              <Text fz="sm">
                {formatPlural(found.columns.length, 'column')} of a fitting type: nothing to compare.
              </Text>
            </Panel>
          ) : (
            <Panel title="Correlations" note={noteOf(found)}>
              <HeatMap
                label={`Correlations, ${measures[measure].label}`}
                xs={found.columns.map(({ name }) => name)}
                ys={found.columns.map(({ name }) => name)}
                values={found.values}
                range={signed ? [-1, 1] : [0, 1]}
                format={(value) => value.toFixed(2)}
                figures={wide && found.columns.length <= MOST_FIGURES}
                onPick={(x, y) => change({ view: 'pair', x, y })}
              />
            </Panel>
          )
        }
      </LookedAt>
    </Stack>
  );
}

function noteOf(found: Correlations): string | undefined {
  const hidden = found.hidden === 0 ? [] : [`${formatPlural(found.hidden, 'column')} more not shown`];
  const notes = [sampleNote(found), ...hidden].filter((note) => note !== undefined);
  return notes.length === 0 ? undefined : notes.join(' · ');
}
