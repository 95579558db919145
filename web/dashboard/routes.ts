import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { flag } from '../shell/search-params.ts';

const dashboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  /** `run` starts the full lifecycle at once. */
  validateSearch: z.object({ run: flag() }),
  component: lazyRouteComponent(() => import('./dashboard-page.tsx'), 'DashboardPage'),
});

export const dashboardRoutes = [dashboardRoute] as const;
