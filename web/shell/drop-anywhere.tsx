import { IconFileUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { chooseFiles } from '../data/import-source.ts';
import { openedFile, packageAmong } from '../sharing/opened-file.ts';
import classes from './drop-anywhere.module.css';
import { takeOpenedFiles } from './opened-files.ts';

/** A file dropped on any page, or opened with the installed app, goes to the import review; a model package to where one looks into it. */
export function DropAnywhere() {
  const navigate = useNavigate();
  const review = (files: readonly File[]): void => {
    const model = packageAmong(files);
    if (model !== undefined) {
      openedFile.set(model);
      void navigate({ to: '/open' });
      return;
    }
    chooseFiles(files);
    void navigate({ to: '/data/import' });
  };
  const over = useFileDrop(review);
  const reviewOpened = useEffectEvent(review);
  useEffect(() => takeOpenedFiles((files) => reviewOpened(files)), []);
  if (!over) return null;
  return (
    <div className={classes['veil']}>
      <div className={classes['target']}>
        <IconFileUpload size={40} stroke={1.4} aria-hidden />
        Drop the file to load it
      </div>
    </div>
  );
}

/** Follows a file over the whole window; true while one hovers. */
function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const hover = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      // A place of the page that takes files itself has said so by then.
      setOver(!event.defaultPrevented);
      event.preventDefault();
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      const taken = event.defaultPrevented;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0 && !taken) onFiles(files);
    };
    window.addEventListener('dragover', hover, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, [onFiles]);
  return over;
}

const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
