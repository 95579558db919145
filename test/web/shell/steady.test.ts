import { expect, test } from 'vitest';
import type { Progress } from '../../../shared/estimators/estimator.ts';
import { steady } from '../../../web/shell/steady.ts';

const metric = (step: number) => ({ key: 'loss', value: 1 / step, step });

test('a burst of reports becomes a few, and no metric is lost between them', () => {
  let clock = 0;
  const sent: Progress[] = [];
  const report = steady(
    (progress) => sent.push(progress),
    () => clock,
  );
  for (let step = 1; step <= 100; step += 1) {
    clock += 10;
    report({ stage: 'train', done: step, total: 100, metrics: [metric(step)] });
  }
  expect(sent.length).toBeLessThan(15);
  const steps = sent.flatMap((progress) => progress.metrics?.map((each) => each.step) ?? []);
  expect(steps).toEqual(Array.from({ length: steps.length }, (_, index) => index + 1));
  expect(steps.length).toBeGreaterThan(85);
});

test('the first report of another stage passes at once', () => {
  const sent: Progress[] = [];
  const report = steady(
    (progress) => sent.push(progress),
    () => 0,
  );
  for (const stage of ['load', 'load', 'prepare', 'train'] as const) report({ stage, done: 0, total: 1 });
  expect(sent.map((progress) => progress.stage)).toEqual(['load', 'prepare', 'train']);
});
