import {
  IconActivity,
  IconBox,
  IconDatabase,
  IconFlask,
  IconLayoutDashboard,
  IconRefresh,
  IconSettings,
  IconSparkles,
  type Icon,
} from '@tabler/icons-react';

export interface NavigationItem {
  readonly to:
    '/' | '/data' | '/experiments' | '/models' | '/predict' | '/monitoring' | '/settings' | '/sync';
  readonly label: string;
  readonly hint: string;
  readonly icon: Icon;
}

/** The loop, in the order in which data takes it. */
export const loop: readonly NavigationItem[] = [
  { to: '/data', label: 'Data', hint: 'Load, check and version tables', icon: IconDatabase },
  { to: '/experiments', label: 'Experiments', hint: 'Train and compare runs', icon: IconFlask },
  { to: '/models', label: 'Models', hint: 'Versions, stages and aliases', icon: IconBox },
  { to: '/predict', label: 'Predict', hint: 'Ask a model', icon: IconSparkles },
  { to: '/monitoring', label: 'Monitoring', hint: 'Traffic, latency and drift', icon: IconActivity },
];

export const dashboard: NavigationItem = {
  to: '/',
  label: 'Dashboard',
  hint: 'What is going on',
  icon: IconLayoutDashboard,
};

export const sharing: NavigationItem = {
  to: '/sync',
  label: 'Sharing',
  hint: 'Conflicts, and what leaves this device',
  icon: IconRefresh,
};

export const settings: NavigationItem = {
  to: '/settings',
  label: 'Settings',
  hint: 'Theme, storage, compute',
  icon: IconSettings,
};
