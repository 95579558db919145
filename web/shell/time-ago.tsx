import { formatAgo, formatDateTime } from './format.ts';

/** `3 min. ago`, with the exact time in its title. */
export function TimeAgo({ at }: { at: string | number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {formatAgo(at)}
    </time>
  );
}
