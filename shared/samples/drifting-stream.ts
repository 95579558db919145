import { exp } from '../numeric/exp-log.ts';
import type { Rng } from '../random/generator.ts';
import type { Cell } from '../table/table.ts';
import { drawTable, rounded, weightedChoice } from './draw.ts';
import type { Sample } from './sample.ts';

const START_MS = Date.UTC(2026, 0, 1);
const ROW_MS = 15 * 60_000;
const REGIONS = ['north', 'south', 'coast'] as const;

/** Rows before the change; the stream is the same up to there whatever its length. */
export const ROWS_BEFORE_DRIFT = 1000;

/** 0 before the change, 1 from twice as many rows on, rising evenly in between. */
export function driftAt(row: number): number {
  return Math.min(1, Math.max(0, (row - ROWS_BEFORE_DRIFT) / ROWS_BEFORE_DRIFT));
}

/**
 * The chance that a quarter of an hour is a peak: the logistic function of
 * 0.5 · (Demand − 60) − w · (Temperature − 15), w going from 0.6 to −0.6 with the drift.
 *
 * What drifts: the mean of Temperature (15 → 21, with a deviation of 4), the share of the coast (20 → 60 %),
 * and what Temperature means. Humidity never matters and never changes. A model of the first 1,000 rows
 * that knew the signal would have ROC AUC 0.94 there and 0.60 from row 2,000 on, where 0.95 is reachable.
 */
export function peakProbability(demand: number, temperature: number, drift: number): number {
  const weight = 0.6 - 1.2 * drift;
  return 1 / (1 + exp(-(0.5 * (demand - 60) - weight * (temperature - 15))));
}

export const driftingStream: Sample = {
  name: 'drifting-stream',
  title: 'A stream that drifts',
  description:
    'Power demand every quarter of an hour. After 1,000 rows the weather, the mix of regions and what warmth means begin to change.',
  target: 'Peak',
  task: 'classification',
  defaultRows: 3000,
  generate: (rng, nRows) =>
    drawTable(
      [
        { name: 'Time', type: 'datetime' },
        { name: 'Region', type: 'categorical', levels: REGIONS },
        { name: 'Demand', type: 'numeric' },
        { name: 'Temperature', type: 'numeric' },
        { name: 'Humidity', type: 'numeric' },
        { name: 'Peak', type: 'categorical', levels: ['no', 'yes'] },
      ],
      nRows,
      (row) => drawQuarter(rng, row),
    ),
};

function drawQuarter(rng: Rng, row: number): Cell[] {
  const drift = driftAt(row);
  const coast = 0.2 + 0.4 * drift;
  const region = weightedChoice(rng, [
    ['north', (1 - coast) / 2],
    ['south', (1 - coast) / 2],
    ['coast', coast],
  ] as const);
  const demand = rounded(60 + 6 * rng.normal(), 1);
  const temperature = rounded(15 + 6 * drift + 4 * rng.normal(), 1);
  const humidity = rounded(40 + 50 * rng.uniform(), 1);
  const peak = rng.uniform() < peakProbability(demand, temperature, drift) ? 'yes' : 'no';
  return [START_MS + row * ROW_MS, region, demand, temperature, humidity, peak];
}
