import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatCount } from '../../shell/format.ts';

interface LookedAtProps<T> {
  readonly look: { readonly answer: T | undefined; readonly error: AppError | null };
  readonly height?: number;
  readonly children: (answer: T) => ReactNode;
}

/** What a worker answers: a placeholder of the same size until then, or the error in its place. */
export function LookedAt<T>({ look: { answer, error }, height = 380, children }: LookedAtProps<T>) {
  if (error !== null) return <ErrorPanel error={error} />;
  if (answer === undefined) return <Skeleton height={height} aria-label="Looking at the data" />;
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
