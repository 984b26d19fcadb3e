'use client';

import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import type { PolicyLayer } from '../policy-evidence/policy-api.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { AddLayer } from './add-layer.tsx';
import { LayerHistory } from './layer-history.tsx';
import { LayerTable } from './layer-table.tsx';
import { LayerText } from './layer-text.tsx';
import { isWaiting, WaitingPolicies } from './waiting-policies.tsx';
import { Waivers } from './waivers.tsx';

const LAYERS_MS = 15_000;

/** The installation's, and what repositories have of their own. */
const hasOwn = ({ repositoryId, inForce, shadow, pending }: PolicyLayer): boolean =>
  repositoryId === null || inForce !== null || shadow !== null || pending !== null;

/** What decides about artifacts, where, since when and by whom; what waits; and how it came to be so. */
export const Policies = () => {
  const trpc = useTRPC();
  const me = useMe();
  const isAdmin = hasRole(me.role, 'admin');
  const [chosen, setChosen] = useQueryState('layer', parseAsString);
  const list = useQuery(trpc.policy.layers.queryOptions(undefined, { refetchInterval: LAYERS_MS }));
  const layers = list.data ?? [];
  const layer = layers.find(({ repositoryId }) => repositoryId === chosen) ?? layers.find(({ repositoryId }) => repositoryId === null);
  const edit = layer && (
    <Button
      component={Link}
      href={layer.repositoryId === null ? '/policies/edit' : `/policies/edit?layer=${encodeURIComponent(layer.repositoryId)}`}
      leftSection={<IconPencil size={14} aria-hidden />}
    >
      {layer.repositoryId === null ? 'Edit the policy' : `Edit the policy of ${layer.repositoryName}`}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title="Policies"
        actions={isAdmin && edit}
        meta={
          isAdmin
            ? 'What decides about artifacts. A change is checked, tried on earlier artifacts, and put in force with a reason.'
            : 'What decides about artifacts. Admins change it.'
        }
      />
      {list.isPending && <RowsSkeleton label="Loading the policies" />}
      {list.isError && <FailurePanel error={list.error} onRetry={() => void list.refetch()} />}
      <WaitingPolicies layers={layers.filter(isWaiting)} personId={me.id} isAdmin={isAdmin} />
      {layer && (
        <>
          <LayerTable
            layers={layers.filter((entry) => hasOwn(entry) || entry === layer)}
            chosen={layer.repositoryId}
            onChoose={(repositoryId) => void setChosen(repositoryId)}
          />
          {isAdmin && <AddLayer layers={layers.filter((entry) => !hasOwn(entry))} onChoose={(id) => void setChosen(id)} />}
          <LayerText
            key={layer.inForce?.id ?? 'none'}
            layer={layer}
            installation={layers.find(({ repositoryId }) => repositoryId === null)?.inForce ?? null}
          />
          <LayerHistory repositoryId={layer.repositoryId} isAdmin={isAdmin} />
        </>
      )}
      <Waivers />
    </Page>
  );
};
