'use client';

import { Button } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsString, useQueryStates } from 'nuqs';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { NotForYou } from '../ui/not-for-you.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { type EditedLayer, EditorDesk } from './editor-desk.tsx';
import { starterText } from './layer-text.ts';

/** Where a policy is written: `layer` names a repository, without it the installation's is meant; `from` is the version to begin with. */
export const PolicyEditor = () => {
  const isAdmin = hasRole(useMe().role, 'admin');
  const [{ layer, from }] = useQueryStates({ layer: parseAsString, from: parseAsString });
  if (!isAdmin) return <NotForYou title="Edit a policy" needs="admin" />;
  return <LoadedEditor key={`${layer} ${from}`} repositoryId={layer} from={from} />;
};

const LoadedEditor = ({ repositoryId, from }: { repositoryId: string | null; from: string | null }) => {
  const trpc = useTRPC();
  const layers = useQuery(trpc.policy.layers.queryOptions());
  const versions = useQuery(trpc.policy.versions.queryOptions({ repositoryId }));
  const repositories = useQuery(trpc.repositories.list.queryOptions(undefined, { enabled: repositoryId !== null }));
  const inForceOf = (id: string | null) => layers.data?.find((entry) => entry.repositoryId === id)?.inForce ?? null;
  const startId = from ?? inForceOf(repositoryId)?.id ?? versions.data?.[0]?.id ?? null;
  const start = useQuery(trpc.policy.version.queryOptions({ id: startId ?? '' }, { enabled: startId !== null }));
  const inForceId = inForceOf(repositoryId)?.id ?? null;
  const inForce = useQuery(trpc.policy.version.queryOptions({ id: inForceId ?? '' }, { enabled: inForceId !== null }));
  const aboveId = repositoryId === null ? null : (inForceOf(null)?.id ?? null);
  const above = useQuery(trpc.policy.version.queryOptions({ id: aboveId ?? '' }, { enabled: aboveId !== null }));
  const repository = repositoryId === null ? null : (repositories.data?.find(({ id }) => id === repositoryId)?.name ?? null);
  const failed = [layers, versions, repositories, start, inForce, above].find((query) => query.isError);
  const isReady =
    layers.data !== undefined &&
    versions.data !== undefined &&
    (startId === null || start.data !== undefined) &&
    (inForceId === null || inForce.data !== undefined) &&
    (repositoryId === null || (repositories.data !== undefined && above.data !== undefined));
  const isUnknown = isReady && repositoryId !== null && repository === null;
  if (isReady && !isUnknown) {
    const edited: EditedLayer = {
      repositoryId,
      repository,
      start: start.data?.yaml ?? starterText(repository ?? ''),
      newest: versions.data[0] ?? null,
      inForce: inForceOf(repositoryId),
      inForceYaml: inForce.data?.yaml ?? null,
      aboveYaml: above.data?.yaml ?? null,
    };
    return <EditorDesk {...edited} />;
  }
  return (
    <Page>
      <PageHeader title="Edit a policy" crumbs={[{ label: 'Policies', href: '/policies' }]} />
      {failed ? (
        <FailurePanel error={failed.error} onRetry={() => void failed.refetch()} />
      ) : isUnknown ? (
        <EmptyState
          icon={IconBook2}
          title="There is no such repository"
          action={
            <Button component={Link} href="/policies" variant="default">
              All policies
            </Button>
          }
        >
          It may have been removed. Choose another one on the page of policies.
        </EmptyState>
      ) : (
        <RowsSkeleton rows={10} label="Loading the policy" />
      )}
    </Page>
  );
};
