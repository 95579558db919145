import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { importSource } from './import-source.ts';

/** Goes to the review once a file is chosen on this page. */
export function useChosenFile(): void {
  const navigate = useNavigate();
  useEffect(
    () =>
      importSource.subscribe(() => {
        if (importSource.get() !== null) void navigate({ to: '/data/import' });
      }),
    [navigate],
  );
}
