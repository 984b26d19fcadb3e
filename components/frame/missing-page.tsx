'use client';

import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import Link from 'next/link';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';

/** An address that leads nowhere. */
export const MissingPage = () => (
  <Page>
    <title>Not found · Countersign</title>
    <h1 style={{ fontSize: '1.125rem' }}>Not found</h1>
    <EmptyState
      icon={IconMapQuestion}
      title="There is no page at this address"
      action={
        <Button component={Link} href="/">
          To the inbox
        </Button>
      }
    >
      The link may be incomplete, or what it led to was removed.
    </EmptyState>
  </Page>
);
