import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post, type PostOptions, signature } from '../../../sync-server/webhooks/post.ts';
import { ATTEMPTS, outcomeOf } from '../../../sync-server/webhooks/sender.ts';
import { startReceiver, type Receiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const message = { secret: 'whsec_x', event: 'ping', deliveryId: 'd1', body: '{"a":1}' };
const send = (url = receiver.url, options: Partial<PostOptions> = {}) =>
  post({ ...message, url }, { innerHosts: ['127.0.0.1'], nowMs: 1_700_000_000_500, ...options });

describe('one message to a webhook', () => {
  it('is signed by its time and its body', async () => {
    expect(await send()).toEqual({ status: 200, error: null });
    const [{ headers, body }] = receiver.received as [Receiver['received'][number]];
    expect(body).toBe('{"a":1}');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'treadle-event': 'ping',
      'treadle-delivery': 'd1',
    });
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['treadle-signature']))!;
    expect(t).toBe('1700000000');
    expect(v1).toBe(createHmac('sha256', 'whsec_x').update(`${t}.${body}`).digest('hex'));
    expect(signature('other', body, 0)).not.toContain(v1);
  });

  it('[SEC3] goes to the address that was checked, though the name means another by then', async () => {
    // The first answer is checked and dialled; whoever asks a second time would get another.
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let asked = 0;
    const resolve = async () => (answers[asked++] ?? []).map((address) => ({ address }));
    const url = `http://rebound.invalid:${receiver.port}/hook`;
    expect(await send(url, { innerHosts: ['rebound.invalid'], resolve })).toMatchObject({ status: 200 });
    expect([asked, receiver.received[0]!.headers.host]).toEqual([1, `rebound.invalid:${receiver.port}`]);
  });

  it('[SEC3] is checked at every attempt: a name that has turned inward is not dialled', async () => {
    const resolve = async () => [{ address: '127.0.0.1' }];
    const url = `http://rebound.invalid:${receiver.port}/hook`;
    const { status, error } = await send(url, { innerHosts: [], resolve });
    expect([status, error]).toEqual([null, expect.stringContaining('its network')]);
    expect(receiver.received).toHaveLength(0);
  });

  it('[SEC3] follows no redirect', async () => {
    const other = await startReceiver();
    try {
      receiver.answer = () => ({ status: 307, headers: { location: other.url } });
      expect(await send()).toEqual({ status: 307, error: 'redirects are not followed' });
      expect(other.received).toHaveLength(0);
    } finally {
      await other.close();
    }
  });

  it('reads an endless answer only up to a limit, and shows its beginning as text', async () => {
    receiver.answer = () => ({ status: 500, body: `no\u0000room\n${'x'.repeat(5_000_000)}` });
    const { status, error } = await send();
    expect(status).toBe(500);
    expect(error).toMatch(/^answered 500: no room x+$/);
    expect(error!.length).toBeLessThan(400);
  });

  it('gives up on a receiver that takes too long, or that is not there', async () => {
    receiver.answer = () => null;
    expect(await send(undefined, { limitMs: 100 })).toEqual({ status: null, error: 'no answer in time' });
    const { url } = receiver;
    await receiver.close();
    expect(await send(url)).toEqual({ status: null, error: 'ECONNREFUSED' });
    receiver = await startReceiver();
  });

  it('is tried again after one second, then twice as long up to five minutes, and is dead after twelve', () => {
    const failed = { status: 500, error: 'answered 500' };
    const delays = Array.from({ length: ATTEMPTS - 1 }, (_, at) => {
      const outcome = outcomeOf({ attempt: at + 1 }, failed, 0, 0.999_999_999);
      expect(outcome.state).toBe('pending');
      return outcome.nextAt / 1000;
    });
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(outcomeOf({ attempt: 1 }, failed, 0, 0).nextAt).toBe(500);
    expect(outcomeOf({ attempt: ATTEMPTS }, failed, 0, 0).state).toBe('dead');
    expect(outcomeOf({ attempt: ATTEMPTS }, { status: 200, error: null }, 0, 0).state).toBe('delivered');
  });
});
