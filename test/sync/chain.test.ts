import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../shared/records/mutation.ts';
import { EMPTY_HEAD, GENESIS, hashEvent } from '../../shared/sync/hash.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import { logOf } from './sample-log.ts';

const { events, head } = logOf(10);

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

test('an event is hashed as CONTRACTS.md, section 3 says, with members in code-unit order', () => {
  const event: Omit<Event, 'hash'> = {
    seq: 7,
    mid: 3,
    uid: 'u',
    clientId: 'c',
    actor: 'ann',
    type: 't',
    v: 1,
    at: 'now',
    status: 'applied',
    payload: { b: 1, a: 'ü' },
  };
  const text =
    `{"actor":"ann","at":"now","clientId":"c","code":null,"mid":3,"payload":"${sha('{"a":"ü","b":1}')}",` +
    `"prev":"${GENESIS}","seq":7,"status":"applied","type":"t","uid":"u","v":1}`;
  expect(hashEvent(GENESIS, event)).toBe(sha(text));
  expect(hashEvent(GENESIS, { ...event, status: 'rejected', code: 'in-use' })).toBe(
    sha(text.replace('"code":null', '"code":"in-use"').replace('applied', 'rejected')),
  );
});

describe('the chain', () => {
  test('is whole as it was written, from the start or from a known event', () => {
    expect(verifyChain(events, { head })).toBeNull();
    expect(verifyChain([], { head: EMPTY_HEAD })).toBeNull();
    expect(verifyChain(events.slice(4), { from: events[3]!, head })).toBeNull();
  });

  test.each([
    'mid',
    'uid',
    'type',
    'v',
    'at',
    'payload',
    'clientId',
    'actor',
    'status',
    'code',
    'hash',
  ] as const)('shows where %s was changed', (member) => {
    const changed = {
      ...events[4]!,
      [member]: member === 'payload' ? { x: 1 } : member === 'mid' || member === 'v' ? 99 : 'changed',
    };
    expect(verifyChain(events.with(4, changed))).toEqual({ seq: 5, fault: 'changed' });
  });

  test('shows a changed event even when its own hash was made anew', () => {
    const changed = { ...events[4]!, payload: { forged: true } };
    const forged = { ...changed, hash: hashEvent(events[3]!.hash, changed) };
    expect(verifyChain(events.with(4, forged))).toEqual({ seq: 6, fault: 'changed' });
  });

  test('shows what was dropped, also when those after it were numbered anew', () => {
    expect(verifyChain(events.toSpliced(4, 1))).toEqual({ seq: 5, fault: 'missing' });
    const renumbered = events.toSpliced(4, 1).map((event, i) => ({ ...event, seq: i + 1 }));
    expect(verifyChain(renumbered)).toEqual({ seq: 5, fault: 'changed' });
  });

  test('shows what was moved', () => {
    const moved = events.with(4, events[5]!).with(5, events[4]!);
    expect(verifyChain(moved)).toEqual({ seq: 5, fault: 'out-of-order' });
  });

  test('shows a dropped tail against a head that somebody else holds', () => {
    expect(verifyChain(events.slice(0, 8))).toBeNull();
    expect(verifyChain(events.slice(0, 8), { head })).toEqual({ seq: 9, fault: 'missing' });
    expect(verifyChain(events, { head: { seq: 10, hash: GENESIS } })?.fault).toBe('changed');
  });
});
