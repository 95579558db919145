import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { activities, percentOf, runActivity } from '../../../web/shell/activity.ts';

const about = { kind: 'train', title: 'Train' } as const;

test('work shows while it runs, with its newest progress, and is gone when it is done', async () => {
  const result = await runActivity(about, async ({ onProgress }) => {
    onProgress?.({ stage: 'train', done: 3, total: 4 });
    expect(activities.get().map(({ title, progress }) => [title, percentOf(progress)])).toEqual([
      ['Train', 75],
    ]);
    return 'model';
  });
  expect(result).toBe('model');
  expect(activities.get()).toEqual([]);
});

test('cancelling aborts the signal that the work was given', async () => {
  const running = runActivity(
    about,
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('aborted', { detail: 'Cancelled.' })));
      }),
  );
  activities.get()[0]?.cancel();
  await expect(running).rejects.toMatchObject({ code: 'aborted' });
  expect(activities.get()).toEqual([]);
});

test('whatever work throws comes out as an AppError, and leaves nothing behind', async () => {
  const failing = runActivity(about, () => Promise.reject(new RangeError('too far')));
  await expect(failing).rejects.toMatchObject({ code: 'internal', detail: 'too far' });
  expect(activities.get()).toEqual([]);
});
