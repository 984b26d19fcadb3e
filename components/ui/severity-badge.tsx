'use client';

import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle, type TablerIcon } from '@tabler/icons-react';
import type { Severity } from '../../server/domain/risk/finding.ts';
import classes from './severity-badge.module.css';

const LOOKS: Readonly<Record<Severity, { word: string; tone: string; icon: TablerIcon }>> = {
  info: { word: 'Info', tone: 'grey', icon: IconInfoCircle },
  low: { word: 'Low', tone: 'grey', icon: IconInfoCircle },
  medium: { word: 'Medium', tone: 'amber', icon: IconAlertTriangle },
  high: { word: 'High', tone: 'orange', icon: IconAlertTriangle },
  critical: { word: 'Critical', tone: 'red', icon: IconAlertOctagon },
};

/** How bad a finding is: icon, word and colour. `label` (e.g. `TST-02 skip`) stands in for the word; the word stays for readers. */
export const SeverityBadge = ({ severity, label }: { severity: Severity; label?: string }) => {
  const look = LOOKS[severity];
  return (
    <span className={classes.badge} data-tone={look.tone} title={label ? `${look.word}: ${label}` : undefined}>
      <look.icon size={13} stroke={2} aria-hidden={!label} aria-label={label ? look.word : undefined} role={label ? 'img' : undefined} />
      <span className={classes.text}>{label ?? look.word}</span>
    </span>
  );
};
