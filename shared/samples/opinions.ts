import type { Rng } from '../random/generator.ts';
import type { Cell } from '../table/table.ts';
import { drawTable, oneOf } from './draw.ts';
import type { Sample } from './sample.ts';

const SUBJECTS = ['film', 'meal', 'hotel room', 'concert', 'book', 'train ride', 'phone', 'course'];
const GOOD = ['wonderful', 'a delight', 'better than expected', 'excellent', 'worth every cent', 'charming'];
const BAD = ['awful', 'a waste of time', 'worse than expected', 'disappointing', 'overpriced', 'tiring'];
const PLAIN = ['we went on a Tuesday', 'my sister came along', 'it took two hours', 'I had booked ahead'];
const OPENINGS = ['Honestly', 'All in all', 'For me', 'Last week', 'Once more'];

/**
 * Each opinion says what it thinks twice, both times in the same mood; one label in twelve is flipped by
 * its author's hand. The best reachable accuracy is therefore 11/12 ≈ 0.917.
 */
export const SHARE_FLIPPED = 1 / 12;

/** The mood of the words, whatever the label says. */
export function moodOfText(text: string): 'positive' | 'negative' {
  return GOOD.some((phrase) => text.includes(phrase)) ? 'positive' : 'negative';
}

export const opinions: Sample = {
  name: 'opinions',
  title: 'Short opinions',
  description:
    'Sentences of praise and of complaint, with the mood as the label; one label in twelve is wrong.',
  target: 'Sentiment',
  task: 'classification',
  defaultRows: 400,
  generate: (rng, nRows) =>
    drawTable(
      [
        { name: 'Text', type: 'text' },
        { name: 'Sentiment', type: 'categorical', levels: ['negative', 'positive'] },
      ],
      nRows,
      () => drawOpinion(rng),
    ),
};

function drawOpinion(rng: Rng): Cell[] {
  const good = rng.uniform() < 0.5;
  const phrases = good ? GOOD : BAD;
  const subject = oneOf(rng, SUBJECTS);
  const first = `${oneOf(rng, OPENINGS)}, the ${subject} was ${oneOf(rng, phrases)}`;
  const text = `${first}; ${oneOf(rng, PLAIN)} and it was ${oneOf(rng, phrases)}.`;
  const flipped = rng.uniform() < SHARE_FLIPPED;
  return [text, good !== flipped ? 'positive' : 'negative'];
}
