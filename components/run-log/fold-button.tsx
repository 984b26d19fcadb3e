'use client';

import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './log-row.module.css';
import type { LogRow } from './log-rows.ts';

export type RowProps = { readonly row: LogRow; readonly open: boolean; readonly setOpen: (open: boolean) => void };

/** The head of a row that opens: one line, pressed anywhere. */
export const FoldButton = ({ open, setOpen, children }: { open: boolean; setOpen: (open: boolean) => void; children: ReactNode }) => (
  <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
    <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} aria-hidden />
    {children}
  </UnstyledButton>
);
