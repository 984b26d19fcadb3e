'use client';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { TrpcProvider } from '../components/api/trpc.tsx';
import { theme } from '../components/ui/theme.ts';

export const Providers = ({ children }: { readonly children: ReactNode }) => (
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <TrpcProvider>
      <NuqsAdapter>
        {children}
        <Notifications position="bottom-right" />
      </NuqsAdapter>
    </TrpcProvider>
  </MantineProvider>
);
