import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { flag, text, whole } from '../shell/search-params.ts';

const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  validateSearch: z.object({ q: text(), archived: flag() }),
  component: lazyRouteComponent(() => import('./models-page.tsx'), 'ModelsPage'),
});

const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$model',
  /** The version whose details are open. */
  validateSearch: z.object({ version: whole() }),
  component: lazyRouteComponent(() => import('./model-page.tsx'), 'ModelPage'),
});

export const modelRoutes = [modelsRoute, modelRoute] as const;
