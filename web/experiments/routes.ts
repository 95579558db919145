import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { flag, oneOf, text } from '../shell/search-params.ts';
import { runTabs } from './run-tabs.ts';

const experimentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments',
  /** `columns` lists the metrics shown, `chosen` the runs picked for comparison, both comma-separated. */
  validateSearch: z.object({
    experiment: text(),
    q: text(),
    status: text(),
    estimator: text(),
    /** Whether the trials of sweeps are listed too. */
    trials: flag(),
    sort: text(),
    up: flag(),
    columns: text(),
    chosen: text(),
  }),
  component: lazyRouteComponent(() => import('./experiments-page.tsx'), 'ExperimentsPage'),
});

const newRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/new',
  validateSearch: z.object({ dataset: text(), version: text(), experiment: text() }),
  component: lazyRouteComponent(() => import('./new-run-page.tsx'), 'NewRunPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/compare',
  validateSearch: z.object({ a: text(), b: text() }),
  component: lazyRouteComponent(() => import('./compare-page.tsx'), 'ComparePage'),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/runs/$runId',
  validateSearch: z.object({ tab: oneOf(runTabs), part: oneOf(['test', 'train']) }),
  component: lazyRouteComponent(() => import('./run-page.tsx'), 'RunPage'),
});

const newSweepRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/sweep',
  validateSearch: z.object({ dataset: text(), version: text() }),
  component: lazyRouteComponent(() => import('./sweep/new-sweep-page.tsx'), 'NewSweepPage'),
});

const sweepRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/sweeps/$sweepId',
  component: lazyRouteComponent(() => import('./sweep/sweep-page.tsx'), 'SweepPage'),
});

export const experimentRoutes = [
  experimentsRoute,
  newRunRoute,
  compareRoute,
  runRoute,
  newSweepRoute,
  sweepRoute,
] as const;
