import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import type { PredictionRecord } from '../../shared/records/prediction.ts';
import { coalesce } from '../../sync-server/serving/coalesce.ts';
import { createPredictionLog } from '../../sync-server/serving/prediction-log.ts';

const silent = pino({ level: 'silent' });

function prediction(requestId: string): PredictionRecord {
  return {
    requestId,
    at: 0,
    model: 'churn',
    versionId: 'v',
    version: 1,
    host: 'http',
    label: 'Yes',
    value: null,
    confidence: 0.9,
    latencyMs: 1,
    bins: '',
  };
}

/** A store whose disk is full until `room` is set. */
function fullDisk() {
  const stored: string[] = [];
  return {
    stored,
    room: false,
    async append(records: readonly PredictionRecord[]) {
      if (!this.room) throw new AppError('storage-full', { detail: 'No room.' });
      stored.push(...records.map(({ requestId }) => requestId));
    },
    between: () => Promise.resolve([]),
  };
}

describe('the prediction log', () => {
  it('keeps what could not be stored, says so, and stores it in order once there is room', async () => {
    const disk = fullDisk();
    const log = createPredictionLog(disk, silent);
    log.add(prediction('a'));
    await expect(log.flush()).rejects.toMatchObject({ code: 'storage-full' });
    log.add(prediction('b'));
    expect(log.state).toEqual({ pending: 2, failure: 'No room.' });
    disk.room = true;
    await log.flush();
    expect(disk.stored).toEqual(['a', 'b']);
    expect(log.state).toEqual({ pending: 0, failure: null });
    await log.close();
  });

  it('stores by itself, and the rest when it is closed', async () => {
    const disk = fullDisk();
    disk.room = true;
    const log = createPredictionLog(disk, silent);
    log.add(prediction('a'));
    await expect.poll(() => disk.stored).toEqual(['a']);
    log.add(prediction('b'));
    await log.close();
    expect(disk.stored).toEqual(['a', 'b']);
  });
});

describe('coalesce', () => {
  it('never runs twice at once, and gives every caller a result that was begun after its call', async () => {
    let begun = 0;
    let running = 0;
    const run = coalesce(async () => {
      expect(++running).toBe(1);
      const mine = ++begun;
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
      return mine;
    });
    const ask = async (): Promise<void> => {
      const before = begun;
      expect(await run()).toBeGreaterThan(before);
    };
    const waiting: Promise<void>[] = [];
    for (let call = 0; call < 200; call++) {
      waiting.push(ask());
      if (call % 3 === 0) await Promise.resolve();
      if (call % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(waiting);
    expect(begun).toBeLessThan(200);
  });

  it('runs again after a failure', async () => {
    let tries = 0;
    const run = coalesce(() => (++tries === 1 ? Promise.reject(new Error('once')) : Promise.resolve(tries)));
    await expect(run()).rejects.toThrow('once');
    expect(await run()).toBe(2);
  });
});
