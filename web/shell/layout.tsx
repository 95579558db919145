import { AppShell, Box } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { CommandPalette } from './command-palette.tsx';
import { DropAnywhere } from './drop-anywhere.tsx';
import { Header } from './header.tsx';
import { InterruptedRuns } from './interrupted-runs.tsx';
import classes from './layout.module.css';
import { NavLoop, NavTabs } from './nav-loop.tsx';
import { RefusedChanges } from './refused-changes.tsx';
import { UpdateBanner } from './update-banner.tsx';

export function Layout() {
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: true } }}
      transitionDuration={0}
    >
      <a href="#main" className={classes['skip']}>
        Skip to content
      </a>
      <AppShell.Header className={classes['header']}>
        <Header />
      </AppShell.Header>
      <AppShell.Navbar className={classes['navbar']} visibleFrom="sm" aria-label="Sidebar">
        <NavLoop />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes['main']}>
        <UpdateBanner />
        <RefusedChanges />
        <InterruptedRuns />
        <Outlet />
      </AppShell.Main>
      <Box hiddenFrom="sm">
        <NavTabs />
      </Box>
      <CommandPalette />
      <DropAnywhere />
    </AppShell>
  );
}
