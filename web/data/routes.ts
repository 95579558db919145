import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from '../../shared/records/zod.ts';
import { rootRoute } from '../shell/root-route.ts';
import { oneOf, text } from '../shell/search-params.ts';
import { datasetTabs } from './dataset-tabs.ts';
import { exploreSearch } from './explore/search.ts';
import { rowsSearch } from './rows-search.ts';

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data',
  validateSearch: z.object({ q: text() }),
  component: lazyRouteComponent(() => import('./data-page.tsx'), 'DataPage'),
});

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data/import',
  /** Which dataset the file is appended to; a new one when left out. */
  validateSearch: z.object({ dataset: text() }),
  component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
});

const datasetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data/$dataset',
  /** `version` is a data version; the newest when left out. */
  validateSearch: z.object({
    tab: oneOf(datasetTabs),
    version: text(),
    column: text(),
    ...rowsSearch,
    ...exploreSearch,
  }),
  component: lazyRouteComponent(() => import('./dataset-page.tsx'), 'DatasetPage'),
});

export const dataRoutes = [dataRoute, importRoute, datasetRoute] as const;
