'use client';

import { formatDuration } from './format.ts';
import { useNow } from './now.ts';

/** A span in ms with tabular figures. */
export const Duration = ({ ms }: { ms: number }) => (
  <span title={`${Math.round(ms).toLocaleString('en')} ms`} style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
    {formatDuration(ms)}
  </span>
);

/** From `since` (epoch ms) until now, or until `until`; counts by the second while it is open. */
export const Elapsed = ({ since, until = null }: { since: number; until?: number | null }) => {
  const now = useNow(until === null);
  return <Duration ms={Math.max(0, (until ?? Math.max(now, since)) - since)} />;
};
