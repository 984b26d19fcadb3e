'use client';

import { Button } from '@mantine/core';
import type { ReviewSection } from '../../server/ports/read-model.ts';
import { Section } from '../ui/section.tsx';
import classes from './queue-page.module.css';
import { QueueRow } from './queue-row.tsx';
import { SECTION_WORDS } from './queue-sections.ts';
import type { QueueSectionView } from './use-queue.ts';

/** The rows of one turn, and a way to more of them. Left out when it is empty. */
export const QueueSection = ({
  section,
  query,
  chosen,
  onChoose,
  onMore,
}: {
  section: QueueSectionView & { readonly section: ReviewSection };
  query: string;
  chosen: string | null;
  onChoose: (runId: string) => void;
  onMore: (cursor: string) => void;
}) => {
  const { title, hint } = SECTION_WORDS[section.section];
  const { nextCursor } = section;
  if (section.count === 0) return null;
  return (
    <Section title={title} count={section.count} hint={hint}>
      <ul className={classes.rows}>
        {section.rows.map((row) => (
          <QueueRow key={row.runId} row={row} query={query} isChosen={row.runId === chosen} onChoose={() => onChoose(row.runId)} />
        ))}
      </ul>
      {(nextCursor !== null || section.isLoadingMore) && (
        <Button
          size="compact-sm"
          variant="subtle"
          mt={6}
          loading={section.isLoadingMore}
          onClick={() => nextCursor !== null && onMore(nextCursor)}
        >
          Show more ({(section.count - section.rows.length).toLocaleString('en')} left)
        </Button>
      )}
    </Section>
  );
};
