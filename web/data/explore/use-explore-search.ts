import { getRouteApi } from '@tanstack/react-router';
import type { ExploreSearch } from './search.ts';

const route = getRouteApi('/data/$dataset');

/** The part of the link that says what is explored, and how to change it. */
export function useExploreSearch(): [ExploreSearch, (change: ExploreSearch) => void] {
  const search: ExploreSearch = route.useSearch();
  const navigate = route.useNavigate();
  return [search, (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })];
}
