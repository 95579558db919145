import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { StartError } from './error-panel.tsx';
import { HostProvider, type PageHost } from './host-context.tsx';
import { router } from './router.ts';
import { cssVariablesResolver, theme } from './theme.ts';

/** What opening the database came to. */
export type Start = { readonly host: PageHost } | { readonly error: unknown };

export function App({ start }: { start: Start }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={4} />
      {'error' in start ? (
        <StartError error={start.error} />
      ) : (
        <HostProvider host={start.host}>
          <ModalsProvider labels={{ confirm: 'OK', cancel: 'Cancel' }}>
            <RouterProvider router={router} />
          </ModalsProvider>
        </HostProvider>
      )}
    </MantineProvider>
  );
}
