import { Skeleton, Stack } from '@mantine/core';
import classes from './page.module.css';

/** The shape of a page while its code or data is on the way. */
export function PagePending() {
  return (
    <div className={classes['page']} aria-busy>
      <Stack gap="lg">
        <Skeleton height={28} width={220} />
        <Skeleton height={84} />
        <Skeleton height={280} />
      </Stack>
    </div>
  );
}
