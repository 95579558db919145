import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { flag, oneOf, text, whole } from '../shell/search-params.ts';

/** What the drift table sorts by. */
export const driftSorts = ['feature', 'status', 'p', 'effect', 'psi', 'missing', 'new-levels'] as const;
export type DriftSort = (typeof driftSorts)[number];

const monitoringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/monitoring',
  validateSearch: z.object({
    model: text(),
    version: whole(),
    hours: whole(),
    /** Whose distributions are open. */
    feature: text(),
    sort: oneOf(driftSorts),
    up: flag(),
  }),
  component: lazyRouteComponent(() => import('./monitoring-page.tsx'), 'MonitoringPage'),
});

export const monitoringRoutes = [monitoringRoute] as const;
