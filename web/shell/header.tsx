import { ActionIcon, Box, Kbd, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ActivityIndicator } from './activity-indicator.tsx';
import classes from './layout.module.css';
import { InstallButton } from './install-button.tsx';
import { SchemeToggle } from './scheme-toggle.tsx';
import { SyncIndicator } from './sync-indicator.tsx';

const shortcut = /Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

export function Header() {
  return (
    <div className={classes['bar']}>
      <Link to="/" className={classes['brand']}>
        <img src="/icons/icon.svg" width={26} height={26} alt="" />
        Treadle
      </Link>
      <ActivityIndicator />
      <SyncIndicator />
      <Box visibleFrom="sm">
        <UnstyledButton
          className={classes['search']}
          onClick={spotlight.open}
          aria-label="Search and commands"
        >
          <IconSearch size={15} aria-hidden />
          Search
          <Kbd size="xs">{shortcut}</Kbd>
        </UnstyledButton>
      </Box>
      <ActionIcon hiddenFrom="sm" size="lg" onClick={spotlight.open} aria-label="Search and commands">
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
      <InstallButton />
      <SchemeToggle />
      <Tooltip label="Settings">
        <ActionIcon hiddenFrom="sm" size="lg" renderRoot={(props) => <Link to="/settings" {...props} />}>
          <IconSettings size={18} aria-hidden />
          <VisuallyHidden>Settings</VisuallyHidden>
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
