import { describe, expect, it } from 'vitest';
import { followed } from '../../../web/experiments/live-points.ts';

const loss = (step: number): { key: string; value: number; step: number } => ({
  key: 'loss',
  value: 1 / step,
  step,
});

describe('the live curve', () => {
  it('grows point by point, and takes no figures of the whole', () => {
    const whole = { key: 'converged', value: 1, step: 0 };
    expect(followed([loss(1)], [loss(2), whole])).toEqual([loss(1), loss(2)]);
  });

  it('begins anew where the next fold does', () => {
    expect(followed([loss(1), loss(2)], [loss(1)])).toEqual([loss(1)]);
  });

  it('holds several curves of one fit', () => {
    const held = { key: 'val_loss', value: 0.5, step: 2 };
    expect(followed([loss(1), loss(2)], [held])).toEqual([loss(1), loss(2), held]);
  });
});
