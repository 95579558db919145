import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { text, whole } from '../shell/search-params.ts';

const monitoringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/monitoring',
  validateSearch: z.object({ model: text(), version: whole(), hours: whole(), feature: text() }),
  component: lazyRouteComponent(() => import('./monitoring-page.tsx'), 'MonitoringPage'),
});

export const monitoringRoutes = [monitoringRoute] as const;
