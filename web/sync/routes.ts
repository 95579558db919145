import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.ts';

const syncRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sync',
  component: lazyRouteComponent(() => import('./sync-page.tsx'), 'SyncPage'),
});

export const syncRoutes = [syncRoute] as const;
