import { describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../shared/packaging/checkpoint-file.ts';

const checkpoint: Checkpoint = {
  of: { recipe: 'a'.repeat(64), dataVersion: 'b'.repeat(64), engineVersion: '1' },
  fit: { index: 2, estimator: 'gradient-boosting' },
  done: 7,
  total: 100,
  metrics: [
    { key: 'loss', value: 0.1 + 0.2, step: 1 },
    { key: 'loss', value: Infinity, step: 2 },
    { key: 'loss', value: NaN, step: 3 },
  ],
  state: {
    config: { best: 0.25, names: ['x', 'ü'], nothing: null },
    tensors: [
      { name: 'flags', shape: [3], data: Uint8Array.of(1, 0, 255) },
      { name: 'scores', shape: [2, 2], data: Float64Array.of(-0, NaN, -Infinity, 5e-324) },
      { name: 'none', shape: [0], data: new Float32Array(0) },
    ],
  },
};

describe('the checkpoint file', () => {
  it('gives back every bit, non-finite numbers and negative zero among them', () => {
    const { state, ...rest } = decodeCheckpoint(encodeCheckpoint(checkpoint));
    const { state: expected, ...others } = checkpoint;
    expect(rest).toEqual(others);
    expect(state.config).toEqual(expected.config);
    const sorted = (tensors: typeof state.tensors) => tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(state.tensors)).toEqual(sorted(expected.tensors));
    expect(Object.is(state.tensors.find(({ name }) => name === 'scores')!.data[0], -0)).toBe(true);
  });

  it('owns its tensors: what the fit does next does not change it', () => {
    const data = Float64Array.of(1, 2);
    const file = encodeCheckpoint({
      ...checkpoint,
      state: { config: {}, tensors: [{ name: 'a', shape: [2], data }] },
    });
    data[0] = 9;
    expect([...decodeCheckpoint(file).state.tensors[0]!.data]).toEqual([1, 2]);
  });

  it('refuses a number in its configuration that JSON would lose', () => {
    const state = { config: { best: Infinity }, tensors: [] };
    expect(() => encodeCheckpoint({ ...checkpoint, state })).toThrow(
      expect.objectContaining({ code: 'value-not-finite' }),
    );
  });

  it('notices one changed bit anywhere, and a file that was cut', () => {
    const file = encodeCheckpoint(checkpoint);
    const invalid = expect.objectContaining({ code: 'checkpoint-invalid' });
    for (let at = 0; at < file.length; at += 13) {
      const damaged = file.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(() => decodeCheckpoint(damaged), `byte ${at}`).toThrow(invalid);
    }
    for (const length of [0, 5, 40, file.length - 1])
      expect(() => decodeCheckpoint(file.slice(0, length))).toThrow(invalid);
  });
});
