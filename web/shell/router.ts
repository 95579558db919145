import { createRouter } from '@tanstack/react-router';
import { dashboardRoutes } from '../dashboard/routes.ts';
import { dataRoutes } from '../data/routes.ts';
import { experimentRoutes } from '../experiments/routes.ts';
import { modelRoutes } from '../models/routes.ts';
import { monitoringRoutes } from '../monitoring/routes.ts';
import { predictRoutes } from '../predict/routes.ts';
import { settingsRoutes } from '../settings/routes.ts';
import { sharingRoutes } from '../sharing/routes.ts';
import { syncRoutes } from '../sync/routes.ts';
import { PagePending } from './page-pending.tsx';
import { rootRoute } from './root-route.ts';

const routeTree = rootRoute.addChildren([
  ...dashboardRoutes,
  ...dataRoutes,
  ...experimentRoutes,
  ...modelRoutes,
  ...predictRoutes,
  ...monitoringRoutes,
  ...settingsRoutes,
  ...sharingRoutes,
  ...syncRoutes,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
