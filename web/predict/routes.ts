import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { oneOf, text, whole } from '../shell/search-params.ts';
import { predictTabs } from './predict-tabs.ts';

/** The Production version when `version` is left out. */
const predictSearch = z.object({ model: text(), version: whole(), tab: oneOf(predictTabs) });

const predictRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/predict',
  validateSearch: predictSearch,
  component: lazyRouteComponent(() => import('./predict-page.tsx'), 'PredictPage'),
});

/** The word some people look for. */
const testRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/test',
  validateSearch: predictSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/predict', search, replace: true });
  },
});

export const predictRoutes = [predictRoute, testRoute] as const;
