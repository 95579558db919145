import { createRootRoute } from '@tanstack/react-router';
import { PageError, PageNotFound } from './error-panel.tsx';
import { Layout } from './layout.tsx';

export const rootRoute = createRootRoute({
  component: Layout,
  notFoundComponent: PageNotFound,
  errorComponent: PageError,
});
