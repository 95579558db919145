import type { ReactNode } from 'react';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatCount } from '../../shell/format.ts';
import type { Answer } from '../../shell/use-answer.ts';
import { GivenUp, Waiting } from '../../shell/waiting.tsx';

interface LookedAtProps<T> {
  readonly look: Answer<T>;
  readonly height?: number;
  readonly children: (answer: T) => ReactNode;
}

/** What a worker answers; until then how far it is and a way to give it up, or the error in its place. */
export function LookedAt<T>({ look, height = 380, children }: LookedAtProps<T>) {
  const { answer, error, progress, cancel, again } = look;
  if (error?.code === 'aborted') return <GivenUp onAgain={again} />;
  if (error !== null) return <ErrorPanel error={error} onRetry={again} />;
  if (answer === undefined) return <Waiting progress={progress} onCancel={cancel} height={height} />;
  return children(answer);
}

/** Beside a title, where not all rows were looked at. */
export const sampleNote = ({
  sampled,
  usedRows,
}: {
  sampled: boolean;
  usedRows: number;
}): string | undefined =>
  sampled ? `on ${formatCount(usedRows)} rows drawn at random, always the same` : undefined;
