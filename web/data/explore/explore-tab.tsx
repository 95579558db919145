import { SegmentedControl, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ChartView } from './chart-view.tsx';
import { ColumnView } from './column-view.tsx';
import { CorrelationView } from './correlation-view.tsx';
import classes from './explore.module.css';
import { OverviewView } from './overview-view.tsx';
import { PairView } from './pair-view.tsx';
import { exploreViews, type ExploreView } from './search.ts';
import { TestsView } from './tests-view.tsx';
import { TextView } from './text-view.tsx';
import { useExploreSearch } from './use-explore-search.ts';

const views: Record<ExploreView, { label: string; view: typeof OverviewView }> = {
  overview: { label: 'Overview', view: OverviewView },
  columns: { label: 'One column', view: ColumnView },
  pair: { label: 'Two columns', view: PairView },
  correlations: { label: 'Correlations', view: CorrelationView },
  tests: { label: 'Tests', view: TestsView },
  texts: { label: 'Texts', view: TextView },
  chart: { label: 'Chart builder', view: ChartView },
};

/** What is in a data version, looked at in the worker; which look is open stands in the link. */
export function ExploreTab(props: DatasetViewProps) {
  const [{ view = 'overview' }, change] = useExploreSearch();
  const { view: View } = views[view];
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => showChosen(bar.current), [view]);
  return (
    <Stack gap="lg">
      <div ref={bar} className={classes['views']}>
        <SegmentedControl
          aria-label="What to look at"
          data={exploreViews.map((value) => ({ value, label: views[value].label }))}
          value={view}
          onChange={(next) => change({ view: next })}
        />
      </div>
      <View {...props} />
    </Stack>
  );
}

/** On a phone the views are wider than the screen; the page itself must not scroll for them. */
function showChosen(bar: HTMLDivElement | null): void {
  const chosen = bar?.querySelector<HTMLElement>('[data-active]:not([hidden])');
  if (bar === null || chosen === null || chosen === undefined) return;
  bar.scrollLeft = chosen.offsetLeft + chosen.offsetWidth / 2 - bar.clientWidth / 2;
}
