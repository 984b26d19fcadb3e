'use client';

import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { verdictsOf } from '../check-list/verdicts.ts';
import { DecisionCard } from '../decision-card/decision-card.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { SafeMarkdown } from '../ui/safe-markdown.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { SeverityBadge } from '../ui/severity-badge.tsx';
import { Claim } from './claim.tsx';
import classes from './preview-pane.module.css';
import { hasComeBack, hrefOf } from './queue-sections.ts';

/** What the chosen row holds, before it is opened. It is asked for when the reader rests, and is then there when the room opens. */
export const PreviewPane = ({ row, query }: { row: ReviewRow; query: string }) => {
  const trpc = useTRPC();
  const [runId] = useDebouncedValue(row.runId, 120);
  const room = useQuery({ ...trpc.reviews.room.queryOptions({ runId }), enabled: runId === row.runId && hasComeBack(row.status) });
  const shown = room.data?.run.id === row.runId ? room.data : null;
  return (
    <aside className={classes.pane} aria-label="Preview">
      <h2 className={classes.title}>
        <SafeText text={row.title} />
      </h2>
      {row.turnWhy && <p className={classes.why}>{row.turnWhy}</p>}
      <p className={classes.why}>{row.placeWhy}</p>
      <Button component={Link} href={hrefOf(row, query)} fullWidth mb={12}>
        {hasComeBack(row.status) ? 'Open' : 'Open the log'}
      </Button>
      {!hasComeBack(row.status) ? (
        <p className={classes.why}>Nothing has come back yet.</p>
      ) : room.error ? (
        <FailurePanel error={room.error} onRetry={() => void room.refetch()} />
      ) : !shown ? (
        <RowsSkeleton rows={4} label="Loading the preview" />
      ) : (
        <>
          <Claim by={shown.artifact.handoffBy}>
            <SafeMarkdown text={shown.artifact.handoff.summary.slice(0, 1_500)} />
          </Claim>
          <ul className={classes.checks}>
            {verdictsOf(shown.run.contract, shown.artifact, shown.checks).map((check) => (
              <li key={check.name} data-verdict={check.verdict}>
                <b>{check.name}</b> {check.sentence}
              </li>
            ))}
          </ul>
          <ul className={classes.findings}>
            {shown.risks?.findings.slice(0, 6).map((finding) => (
              <li key={finding.fingerprint}>
                <SeverityBadge severity={finding.severity} label={finding.id} /> <SafeText text={finding.ask} />
              </li>
            ))}
          </ul>
          <DecisionCard decision={shown.decisions[0]?.decision ?? null} />
        </>
      )}
    </aside>
  );
};
