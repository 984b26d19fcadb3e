'use client';

import { Button } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';

/** A page that broke: a bug of ours. The digest finds it in the server's log. */
export const BrokenPage = ({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) => (
  <Page>
    <title>This page broke · Countersign</title>
    <h1 style={{ fontSize: '1.125rem' }}>This page broke</h1>
    <EmptyState
      icon={IconAlertOctagon}
      title="Something in Countersign went wrong"
      action={<Button onClick={onRetry}>Draw the page again</Button>}
    >
      Nothing was changed by it, and what you typed in a task form is kept. If it happens again, tell an operator
      {digest ? ` this number, which is in the server's log: ${digest}.` : ' what you did just before.'}
    </EmptyState>
  </Page>
);
