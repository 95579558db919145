import type { ColumnType } from 'kysely';
import type { Event } from '../../shared/records/mutation.ts';
import type { DeliveryState } from '../../shared/records/webhook.ts';

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
  webhooks: WebhookRow;
  /** What webhooks were or are to be sent. */
  deliveries: DeliveryRow;
  /** Artifacts that are still arriving, where every server finds them. */
  uploads: { upload_id: string; size_bytes: number; touched_at: number };
  upload_parts: UploadPartRow;
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

export interface WebhookRow {
  webhook_id: string;
  url: string;
  /** As it is, since messages are signed with it. */
  secret: string;
  /** JSON list of what it asks for. */
  events: string;
  created_at: number;
  created_by: string;
  /** It is told of events after this place in the log. */
  from_seq: number;
  paused_at: number | null;
}

export interface DeliveryRow {
  delivery_id: string;
  webhook_id: string;
  /** Uid of the event that it tells of: each webhook is told once. */
  source: string;
  seq: number | null;
  event: string;
  body: string;
  state: DeliveryState;
  attempts: number;
  created_at: number;
  next_at: number;
  finished_at: number | null;
  last_status: number | null;
  last_error: string | null;
}

export interface UploadPartRow {
  upload_id: string;
  /** Of its first byte within the artifact. */
  start_at: number;
  bytes: ColumnType<Uint8Array | ArrayBuffer, Uint8Array, never>;
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
