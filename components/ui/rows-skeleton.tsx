'use client';

import { Skeleton } from '@mantine/core';

/** What a list looks like before its first answer. */
export const RowsSkeleton = ({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) => (
  <div role="status" aria-busy="true" aria-label={label}>
    {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key, index) => (
      <div
        key={key}
        style={{ display: 'flex', alignItems: 'center', gap: 12, height: 'var(--cs-row-height)', borderBottom: '1px solid var(--cs-line)' }}
      >
        <Skeleton height={12} width={110} />
        <Skeleton height={12} width={`${58 - ((index * 13) % 34)}%`} />
        <Skeleton height={12} width={60} ml="auto" />
      </div>
    ))}
  </div>
);
