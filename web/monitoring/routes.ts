import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { flag, oneOf, text, whole } from '../shell/search-params.ts';
import { driftSorts } from './drift-sorts.ts';

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
