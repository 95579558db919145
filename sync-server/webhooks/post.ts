import { createHmac } from 'node:crypto';
import { type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { AppError } from '../../shared/errors/app-error.ts';
import { type CheckedAddress, checkedAddresses, type Resolve, webhookUrl } from './address.ts';

/** What came of one attempt: `error` is null when it was taken (2xx). */
export interface Attempt {
  readonly status: number | null;
  readonly error: string | null;
}

export interface Message {
  readonly url: string;
  readonly secret: string;
  readonly event: string;
  readonly deliveryId: string;
  /** JSON text. */
  readonly body: string;
}

export interface PostOptions {
  readonly innerHosts: readonly string[];
  /** Milliseconds since 1970, for the signature. */
  readonly nowMs: number;
  readonly limitMs?: number;
  readonly resolve?: Resolve;
}

/** From resolving the name to the end of the answer. */
const LIMIT_MS = 10_000;
/** Of an answer; what is beyond it is not read. */
const ANSWER_BYTES = 16 * 1024;
const SHOWN_CHARS = 300;

/** `t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.BODY` by the webhook's secret. */
export function signature(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/**
 * Sends one message. The host's addresses are checked now, and the connection goes to one of those that were
 * checked: a name that means another address a moment later reaches nothing (SEC3). Redirects are refused.
 * Never throws.
 */
export async function post(message: Message, options: PostOptions): Promise<Attempt> {
  const limit = AbortSignal.timeout(options.limitMs ?? LIMIT_MS);
  const late = new Promise<never>((_, reject) =>
    limit.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true }),
  );
  try {
    return await Promise.race([attempt(message, options, limit), late]);
  } catch (thrown) {
    return { status: null, error: reasonOf(thrown) };
  }
}

async function attempt(
  { url: address, secret, event, deliveryId, body }: Message,
  { innerHosts, nowMs, resolve }: PostOptions,
  limit: AbortSignal,
): Promise<Attempt> {
  const url = webhookUrl(address);
  const addresses = await checkedAddresses(url, innerHosts, resolve);
  const answer = await send(url, body, {
    method: 'POST',
    // A connection of its own each time, since one that is kept was checked at another time.
    agent: false,
    lookup: pinnedTo(addresses),
    signal: limit,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Treadle-Webhook',
      'treadle-event': event,
      'treadle-delivery': deliveryId,
      'treadle-signature': signature(secret, body, nowMs),
    },
  });
  const status = answer.statusCode ?? 0;
  const text = await beginningOf(answer);
  if (status >= 200 && status < 300) return { status, error: null };
  if (status >= 300 && status < 400) return { status, error: 'redirects are not followed' };
  return { status, error: text === '' ? `answered ${status}` : `answered ${status}: ${text}` };
}

function send(url: URL, body: string, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** Answers every look-up by what was checked. Node asks for none where the host is an address already. */
function pinnedTo(addresses: readonly CheckedAddress[]): LookupFunction {
  return (_, { all }, callback) => {
    if (all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

/** The first characters, for whoever looks for the fault; control characters are left out. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if ((sizeBytes += chunk.length) >= ANSWER_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString('utf8', 0, ANSWER_BYTES);
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, SHOWN_CHARS);
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.detail;
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code === 'ABORT_ERR' ? 'no answer in time' : (code ?? message);
}
