/** When and by whom a route changed; `at` is for display only (SYNC6). */
export interface Provenance {
  seq: number | null;
  actor: string;
  at: string;
}
