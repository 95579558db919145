import type { Event } from '../../shared/records/mutation.ts';

/** The tables of a workspace database, as the migrations make them. Records are JSON text. */
export interface Tables {
  migrations: { name: string };
  /** `epoch`, `client_id` and the like. */
  meta: { key: string; value: string };
  events: EventRow;
  /** The last mid of every client, written with its event (SYNC1). */
  clients: { client_id: string; last_mid: number };
  /** One row: the end of the log. */
  head: { id: number; seq: number; hash: string };
  datasets: { name: string; record: string };
  drafts: { run_id: string; record: string };
  predictions: PredictionRow;
  /** What datasets promise, by their names. */
  suites: { dataset: string; record: string };
  /** Searches for the best params. */
  sweeps: { sweep_id: string; record: string };
  tokens: TokenRow;
  /** One-time codes that make a token. */
  pairings: { hash: string; name: string; scope: string; expires_at: number };
}

export interface EventRow {
  seq: number;
  client_id: string;
  mid: number;
  uid: string;
  type: string;
  v: number;
  at: string;
  payload: string;
  actor: string;
  status: Event['status'];
  code: string | null;
  hash: string;
}

export interface TokenRow {
  token_id: string;
  name: string;
  scope: string;
  /** Hex SHA-256 of the secret. */
  hash: string;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  revoked_at: number | null;
}

export interface PredictionRow {
  request_id: string;
  at: number;
  model: string;
  version_id: string;
  version: number;
  host: string;
  label: string | null;
  value: number | null;
  confidence: number | null;
  latency_ms: number;
  bins: string;
}
