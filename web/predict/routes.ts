import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { oneOf, text, whole } from '../shell/search-params.ts';

export const predictTabs = ['form', 'json', 'file'] as const;
export type PredictTab = (typeof predictTabs)[number];

const predictRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/predict',
  /** The Production version when `version` is left out. */
  validateSearch: z.object({ model: text(), version: whole(), tab: oneOf(predictTabs) }),
  component: lazyRouteComponent(() => import('./predict-page.tsx'), 'PredictPage'),
});

const testRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/test',
  beforeLoad: () => {
    throw redirect({ to: '/predict', replace: true });
  },
});

export const predictRoutes = [predictRoute, testRoute] as const;
