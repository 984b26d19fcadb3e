'use client';

import { Anchor, Badge, Button } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import Link from 'next/link';
import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { countOf } from '../ui/format.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import classes from './reading-room.module.css';

export const KIND_WORDS: Readonly<Record<Artifact['kind'], string>> = {
  change: 'Change',
  investigation: 'Investigation report',
  failing_test: 'Failing test',
  could_not_finish: 'Could not finish',
};

/** What this is, from whom, on whose behalf, and how big. */
export const RoomHeader = ({ room }: { room: ReviewRoom }) => {
  const { run, artifact } = room;
  const { files } = artifact.change;
  const lines = files.reduce((total, file) => total + file.added + file.deleted, 0);
  return (
    <PageHeader
      title={run.task.title}
      crumbs={[{ label: 'Reviews', href: '/reviews' }]}
      meta={
        <>
          <StatusBadge status={run.status} waiting={run.waiting} />
          <span>{KIND_WORDS[artifact.kind]}</span>
          <span>
            Round {run.number} of{' '}
            <Anchor component={Link} inherit underline="always" href={`/tasks/${run.task.id}`}>
              task {run.task.number}
            </Anchor>
          </span>
          {room.previousRunId && (
            <Anchor component={Link} inherit underline="always" href={`/reviews/${room.previousRunId}`}>
              round before
            </Anchor>
          )}
          <span>
            {countOf(lines, 'line')} in {countOf(files.length, 'file')}, {countOf(artifact.change.commits.length, 'commit')}
          </span>
          <span>
            <SafeText text={run.repository} /> · <SafeText text={run.branch} className={classes.mono} /> into{' '}
            <SafeText text={run.contract.environment.baseBranch} className={classes.mono} />
          </span>
          <span>
            {run.agent.name} {run.agent.model && <span className={classes.mono}>{run.agent.model}</span>}
          </span>
          {run.agent.label && (
            <Badge variant="outline" color="gray" size="sm" tt="none" fw={500}>
              {run.agent.label}
            </Badge>
          )}
          <span>
            for <PersonName name={run.requester.name} />
          </span>
          <CopyId value={artifact.digest} />
        </>
      }
      actions={
        <Button component={Link} href={`/runs/${run.id}`} variant="default" leftSection={<IconActivity size={14} aria-hidden />}>
          Open the log
        </Button>
      }
    />
  );
};
