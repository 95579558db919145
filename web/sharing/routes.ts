import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.ts';

/** A link that contains its model, behind `#`; or a file that was opened. */
const openRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/open',
  component: lazyRouteComponent(() => import('./open-page.tsx'), 'OpenPage'),
});

/** `churn@3`: a version of the server's registry. */
const shareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/share/$reference',
  component: lazyRouteComponent(() => import('./share-page.tsx'), 'SharePage'),
});

export const sharingRoutes = [openRoute, shareRoute] as const;
