import { describe, expect, test } from 'vitest';
import { pullRequest, pushAnswer, pushRequest, requireSpoken } from '../../shared/sync/wire.ts';
import { memoryServer, mutation } from './sample-log.ts';

const push = (count: number) => ({
  protocol: 1,
  schema: 1,
  clientId: 'a',
  mutations: Array.from({ length: count }, (_, i) => mutation(i + 1)),
});

describe('the wire', () => {
  test('takes at most 500 mutations a push', () => {
    expect(pushRequest.safeParse(push(500)).success).toBe(true);
    expect(pushRequest.safeParse(push(501)).success).toBe(false);
  });

  test('answers what sequencing made', () => {
    const { lastMid, head, results } = memoryServer().push('a', push(3).mutations);
    const answer = { lastMid, headSeq: head.seq, results };
    expect(pushAnswer.parse(answer)).toEqual(answer);
  });

  test('pulls from the start by default limits', () => {
    expect(pullRequest.parse({ cursor: 0, headHash: '0'.repeat(64) }).limit).toBe(1000);
    expect(pullRequest.safeParse({ cursor: -1, headHash: '0'.repeat(64) }).success).toBe(false);
  });

  test('[SYNC8] says which side is too old', () => {
    expect(() => requireSpoken({ protocol: 1, schema: 1 })).not.toThrow();
    expect(() => requireSpoken({ protocol: 2, schema: 1 })).toThrow(
      expect.objectContaining({ code: 'protocol-unsupported' }),
    );
    expect(() => requireSpoken({ protocol: 1, schema: 0 })).toThrow(
      expect.objectContaining({ code: 'client-too-old' }),
    );
  });
});
