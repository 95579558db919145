/// <reference lib="es2024.sharedmemory" />
import { AppError } from '../../shared/errors/app-error.ts';
import type { Team } from '../../shared/estimators/estimator.ts';
import { createSharedMemory, regionsOf } from '../../shared/numeric/kernel-memory.ts';

/** The memory that equal peers meet in. It travels to every peer by message; nothing of it is copied. */
export interface TeamMemory {
  readonly size: number;
  /** Int32 words, see below. */
  readonly control: SharedArrayBuffer;
  /** What `Team.shared` hands out, from the front. */
  readonly arena: WebAssembly.Memory;
}

/* Words of `control`. */
const ARRIVED = 0;
/** Counts completed barriers; the word that peers sleep on. */
const ROUND = 1;
const STOPPED = 2;
const FINISHED = 3;
const CONTROL_BYTES = 16;

/** About 20 µs: longer than most waits in a balanced fit, shorter than a sleep and a wake. */
const SPINS = 4000;
/** A stop is noticed at the latest after this. */
const NAP_MS = 50;
/** While others are late, it is looked so often whether one of them is dead. */
const LOOK_MS = 500;
/** The last resort where a host cannot tell who lives; far beyond the longest way from barrier to barrier. */
const LOST_AFTER_MS = 600_000;

export function createTeamMemory(size: number): TeamMemory {
  return { size, control: new SharedArrayBuffer(CONTROL_BYTES), arena: createSharedMemory() };
}

/** Ends the work of every peer at its next step or barrier; nobody is left waiting. */
export function stopTeam({ control }: TeamMemory): void {
  const words = new Int32Array(control);
  Atomics.store(words, STOPPED, 1);
  Atomics.notify(words, ROUND);
}

/** @throws AppError `aborted` once the team was stopped. */
export function checkRunning({ control }: TeamMemory): void {
  if (Atomics.load(new Int32Array(control), STOPPED) !== 0) {
    throw new AppError('aborted', { detail: 'The training was stopped.' });
  }
}

/** Says that a peer is through, so that one that still waits for it fails instead of sleeping on. */
export function leaveTeam({ control }: TeamMemory): void {
  const words = new Int32Array(control);
  Atomics.add(words, FINISHED, 1);
  Atomics.notify(words, ROUND);
}

/**
 * The team as peer `index` sees it. Must not be used where blocking is forbidden (a page's main thread).
 * @param oneIsGone whether another peer is known to be dead; asked while this one waits.
 */
export function joinTeam(memory: TeamMemory, index: number, oneIsGone = (): boolean => false): Team {
  const words = new Int32Array(memory.control);
  return {
    index,
    size: memory.size,
    barrier() {
      const round = Atomics.load(words, ROUND);
      if (Atomics.add(words, ARRIVED, 1) + 1 === memory.size) openBarrier(words);
      else awaitRound(words, round, memory, oneIsGone);
      checkRunning(memory);
    },
    shared: regionsOf(memory.arena),
    memory: memory.arena,
  };
}

function openBarrier(words: Int32Array): void {
  Atomics.store(words, ARRIVED, 0);
  Atomics.add(words, ROUND, 1);
  Atomics.notify(words, ROUND);
}

function awaitRound(words: Int32Array, round: number, memory: TeamMemory, oneIsGone: () => boolean): void {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, ROUND) !== round) return;
  const start = performance.now();
  let looked = start;
  while (Atomics.load(words, ROUND) === round) {
    checkRunning(memory);
    checkComplete(words, round);
    const now = performance.now();
    if (now > start + LOST_AFTER_MS) throw late();
    if (now > looked + LOOK_MS) {
      looked = now;
      if (oneIsGone()) throw lost();
    }
    Atomics.wait(words, ROUND, round, NAP_MS);
  }
}

/** Read in this order: a peer that finished after this barrier opened is no reason to fail. */
function checkComplete(words: Int32Array, round: number): void {
  if (Atomics.load(words, FINISHED) === 0 || Atomics.load(words, ROUND) !== round) return;
  throw new AppError('internal', {
    detail: 'A peer of the team ended before the others reached the same point.',
  });
}

function lost(): AppError {
  return new AppError('worker-died', { detail: 'A training thread ended in the middle of its work.' });
}

function late(): AppError {
  return new AppError('worker-died', {
    detail: `A training thread did not answer for ${LOST_AFTER_MS / 1000} s.`,
  });
}
