import type { Logger } from 'pino';
import type { Clock } from '../http/clock.ts';
import type { Claimed, Outcome } from '../store/webhooks.ts';
import type { ServerWorkspace } from '../store/workspace.ts';
import { describeBy } from './describe.ts';
import { type Attempt, post } from './post.ts';

/** After this many attempts, over about a quarter of an hour, a delivery is dead until somebody sends it again. */
export const ATTEMPTS = 12;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 5 * 60 * 1000;
const AT_ONCE = 16;
/** Longer than an attempt may take, so that nobody takes up what is still under way. */
const LEASE_MS = 30_000;
/** Another server or command may have added something. */
const LOOK_EVERY_MS = 1000;

export interface SenderParts {
  readonly workspace: Pick<ServerWorkspace, 'webhooks' | 'log' | 'snapshot'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hosts that may be on this network (setting `webhookHosts`). */
  readonly innerHosts: readonly string[];
}

export interface WebhookSender {
  /** Looks now whether there is something to send. */
  poke(): void;
  /** Lets the attempts under way end. */
  close(): Promise<void>;
}

/** Follows the log and sends what webhooks ask for, until it is closed; any number of servers may do so at once. */
export function startSender({ workspace, clock, logger, innerHosts }: SenderParts): WebhookSender {
  const { webhooks } = workspace;
  const stopping = new AbortController();
  const { signal } = stopping;
  let working: Promise<void> | null = null;
  let again = false;
  const underWay = new Set<Promise<void>>();
  const waits = (thrown: unknown): void => logger.warn({ err: thrown }, 'webhooks wait');

  const attempt = async (claimed: Claimed): Promise<void> => {
    const result = await post(claimed, { innerHosts, nowMs: clock.nowMs() });
    await webhooks.settle(claimed, outcomeOf(claimed, result, clock.nowMs(), Math.random()));
  };
  // A receiver that is slow takes places, and holds nobody else up as long as there are others.
  const send = (claimed: Claimed): void => {
    const sending = attempt(claimed)
      .catch(waits)
      .finally(() => {
        underWay.delete(sending);
        poke();
      });
    underWay.add(sending);
  };
  const sendDue = async (): Promise<void> => {
    while (!signal.aborted && underWay.size < AT_ONCE) {
      const due = await webhooks.nextDue();
      if (due === null || due > clock.nowMs()) return;
      const claimed = await webhooks.claim(AT_ONCE - underWay.size, LEASE_MS);
      if (claimed.length === 0) return;
      claimed.forEach(send);
    }
  };
  const follow = async (): Promise<void> => {
    if (!(await webhooks.list()).some(({ pausedAt }) => pausedAt === null)) return;
    const { head, state } = await workspace.snapshot();
    await webhooks.follow(head.seq, describeBy(state));
  };
  const work = async (): Promise<void> => {
    do {
      again = false;
      await follow();
      await sendDue();
    } while (again && !signal.aborted);
  };
  const poke = (): void => {
    again = true;
    if (signal.aborted || working !== null) return;
    working = work()
      .catch(waits)
      .finally(() => (working = null));
  };
  const unsubscribe = workspace.log.subscribe(poke);
  const timer = setInterval(poke, LOOK_EVERY_MS).unref();
  return {
    poke,
    async close() {
      stopping.abort();
      unsubscribe();
      clearInterval(timer);
      await working;
      await Promise.all(underWay);
    },
  };
}

/** Delivered, or tried again later, or dead. `random` in [0, 1) spreads those that failed together. */
export function outcomeOf(
  { attempt }: Pick<Claimed, 'attempt'>,
  { status, error }: Attempt,
  nowMs: number,
  random: number,
): Outcome {
  const state = error === null ? 'delivered' : attempt >= ATTEMPTS ? 'dead' : 'pending';
  return { state, status, error, nextAt: nowMs + retryDelayMs(attempt, random) };
}

/** Doubles from one second to five minutes, of which between half and all is waited. */
function retryDelayMs(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(longest * (1 + random) * 0.5);
}
