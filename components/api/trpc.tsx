'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import superjson from 'superjson';
import type { AppRouter } from '../../server/api/root.ts';
import { failureOf } from './failure.ts';

const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

export { useTRPC };

const RETRIES = 2;

const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // Asking again helps only where nobody has to change anything first.
        retry: (count, error) => count < RETRIES && ['internal', 'unreachable'].includes(failureOf(error).code),
      },
      mutations: { retry: false },
    },
  });

const newClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: '/api/trpc', transformer: superjson }),
        // By POST also for queries: a contract does not fit into an address.
        false: httpBatchLink({
          url: '/api/trpc',
          transformer: superjson,
          methodOverride: 'POST',
          headers: { 'x-countersign': '1' },
          maxItems: 20,
        }),
      }),
    ],
  });

export const TrpcProvider = ({ children }: { readonly children: ReactNode }) => {
  const [queryClient] = useState(newQueryClient);
  const [client] = useState(newClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
};
