import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './shell/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, type Start } from './shell/app.tsx';
import { keepInstallPrompt } from './shell/install-button.tsx';
import { openHost } from './shell/open-host.ts';
import { registerServiceWorker } from './shell/service-worker.ts';

keepInstallPrompt();
registerServiceWorker();

const start: Start = await openHost().then(
  (host) => ({ host }),
  (error: unknown) => ({ error }),
);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App start={start} />
  </StrictMode>,
);
