'use client';

import { type RefObject, useCallback } from 'react';
import { useKeys } from './keyboard.tsx';

/** `j` and `k` move the focus along the `[data-row]` links inside `container`; Enter is the link's own. */
export const useRowKeys = (container: RefObject<HTMLElement | null>): void => {
  const move = useCallback(
    (step: 1 | -1) => {
      const rows = [...(container.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
      const at = rows.indexOf(document.activeElement as HTMLElement);
      const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    },
    [container],
  );
  useKeys({ j: { label: 'Next row', run: () => move(1) }, k: { label: 'Previous row', run: () => move(-1) } });
};
