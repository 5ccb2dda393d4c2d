import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { startLive } from '#renderer/state/live.ts';
import { queryClient } from '#renderer/state/query.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Shell } from './shell.tsx';
import { theme } from './theme.ts';

/** The app with all that it stands on. Addresses are in the hash, so that they work under every shell. */
export function App() {
  useEffect(startLive, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <ModalsProvider>
            <Router hook={useHashLocation}>
              <Shell />
            </Router>
          </ModalsProvider>
          <Notifications position="bottom-left" limit={4} />
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
