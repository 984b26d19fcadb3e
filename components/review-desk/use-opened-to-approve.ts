'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import type { Deciding } from '../decision-card/use-deciding.ts';

/** Opened by `a` on the queue: the form of an approval is there, with all that it asks for. The address forgets it. */
export const useOpenedToApprove = (deciding: Deciding, mayDecide: boolean): void => {
  const [act, setAct] = useQueryState('act', parseAsStringLiteral(['approve'] as const));
  const { choose, verdict } = deciding;
  useEffect(() => {
    if (act === null) return;
    if (mayDecide && verdict !== act) choose(act);
    void setAct(null);
  }, [act, mayDecide, verdict, choose, setAct]);
};
