'use client';

import { formatRelative } from './format.ts';
import { useNow } from './now.ts';

/** `4 min ago`, with the exact time on hover and for machines. `at` in epoch ms. */
export const RelativeTime = ({ at, className }: { at: number; className?: string }) => {
  const now = useNow();
  const exact = new Date(at);
  return (
    <time
      className={className}
      dateTime={exact.toISOString()}
      title={exact.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })}
      suppressHydrationWarning
      style={{ whiteSpace: 'nowrap' }}
    >
      {now === 0 ? exact.toISOString().slice(0, 10) : formatRelative(at, now)}
    </time>
  );
};
