import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { createStore, useStore } from './store.ts';

interface InstallPrompt extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const installPrompt = createStore<InstallPrompt | null>(null);

/** The browser offers installation once, early: keep the offer for the button. */
export function keepInstallPrompt(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    installPrompt.set(event as InstallPrompt);
  });
  window.addEventListener('appinstalled', () => installPrompt.set(null));
}

export function InstallButton() {
  const offer = useStore(installPrompt);
  if (offer === null) return null;
  const install = async (): Promise<void> => {
    await offer.prompt();
    installPrompt.set(null);
  };
  return (
    <Tooltip label="Install Treadle as an app">
      <ActionIcon size="lg" aria-label="Install Treadle" onClick={() => void install()}>
        <IconDownload size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
