'use client';

import { Anchor, Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { hasRole } from '../../server/domain/shared/role.ts';
import type { TaskLink } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';

/** What may start again when it came to nothing. */
const CAME_TO_NOTHING = new Set<TaskLink['status']>(['FAILED', 'REJECTED', 'CANCELLED']);

/** The way from a change to the task that takes it back, and from there to the change; for reviewers, the button that files it. */
export const RevertPart = ({
  landedRunId,
  reverts,
  revertedBy,
}: {
  landedRunId: string | null;
  reverts: TaskLink | null;
  revertedBy: TaskLink | null;
}) => {
  const trpc = useTRPC();
  const me = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const file = useMutation(
    trpc.reviews.revert.mutationOptions({
      onSuccess: async ({ taskId }) => {
        await queryClient.invalidateQueries();
        router.push(`/tasks/${taskId}`);
      },
    }),
  );
  const mayFile = landedRunId !== null && hasRole(me.role, 'reviewer') && (revertedBy === null || CAME_TO_NOTHING.has(revertedBy.status));
  if (!reverts && !revertedBy && !mayFile) return null;
  return (
    <div data-testid="revert">
      {reverts && (
        <p>
          Takes back <LinkTo task={reverts} />
        </p>
      )}
      {revertedBy && (
        <p>
          {revertedBy.status === 'MERGED' ? 'Taken back by' : 'To be taken back by'} <LinkTo task={revertedBy} />{' '}
          <StatusBadge status={revertedBy.status} />
        </p>
      )}
      <FailurePanel error={file.error} />
      {mayFile && (
        <Button
          variant="default"
          mt={6}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          loading={file.isPending}
          title="Files a task that takes this change back; it is checked and reviewed as any change"
          onClick={() => file.mutate({ runId: landedRunId })}
        >
          Revert
        </Button>
      )}
    </div>
  );
};

const LinkTo = ({ task }: { task: TaskLink }) => (
  <Anchor component={Link} inherit underline="always" href={`/tasks/${task.id}`}>
    task {task.number}: <SafeText text={task.title} />
  </Anchor>
);
