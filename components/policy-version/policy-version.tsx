'use client';

import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { layerWords } from '../policies/layer-name.ts';
import { VersionState } from '../policies/version-state.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { ActivationPart } from './activation-part.tsx';
import { AnswerRequest } from './answer-request.tsx';
import { ComparePart } from './compare-part.tsx';
import { EvidencePart } from './evidence-part.tsx';
import { MeaningPart } from './meaning-part.tsx';
import { ShadowPart } from './shadow-part.tsx';
import classes from './version.module.css';

const REFRESH_MS = 10_000;

/** One version: what it changes, what it would have said, and the way into force and back. */
export const PolicyVersion = ({ id }: { id: string }) => {
  const trpc = useTRPC();
  const me = useMe();
  const isAdmin = hasRole(me.role, 'admin');
  const version = useQuery(trpc.policy.version.queryOptions({ id }, { refetchInterval: REFRESH_MS }));
  const layers = useQuery(trpc.policy.layers.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const shown = version.data;
  const layer = shown && layers.data?.find(({ repositoryId }) => repositoryId === shown.repositoryId);
  const failed = [version, layers].find((query) => query.isError);
  const inForce = layer?.inForce ?? null;
  const installation = layers.data?.find(({ repositoryId }) => repositoryId === null)?.inForce ?? null;
  const pending = layer?.pending ?? null;
  const waiting = pending?.policy.id === id ? pending : null;
  const from =
    shown &&
    `/policies/edit?from=${encodeURIComponent(id)}${shown.repositoryId === null ? '' : `&layer=${encodeURIComponent(shown.repositoryId)}`}`;
  return (
    <Page>
      <PageHeader
        title={shown ? `${shown.name}, version ${shown.version}` : 'A version of a policy'}
        crumbs={[{ label: 'Policies', href: '/policies' }]}
        actions={
          isAdmin &&
          from && (
            <Button component={Link} href={from} variant="default" leftSection={<IconPencil size={14} aria-hidden />}>
              Edit from here
            </Button>
          )
        }
        meta={
          shown && (
            <>
              <VersionState state={shown.state} />
              <span>for {layerWords(layer ?? { repositoryId: shown.repositoryId, repositoryName: null })}</span>
              <CopyId value={shown.digest} />
              <span>
                saved <RelativeTime at={shown.createdAt} />
                {shown.author && (
                  <>
                    {' '}
                    by <SafeText text={shown.author.name} />
                  </>
                )}
              </span>
              {shown.state === 'in_force' && shown.activatedAt !== null && (
                <span>
                  put in force <RelativeTime at={shown.activatedAt} />
                  {shown.activatedBy && (
                    <>
                      {' '}
                      by <SafeText text={shown.activatedBy.name} />
                    </>
                  )}
                  {shown.confirmedBy && (
                    <>
                      , confirmed by <SafeText text={shown.confirmedBy.name} />
                    </>
                  )}
                </span>
              )}
            </>
          )
        }
      />
      {failed && <FailurePanel error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && (!shown || !layers.data) && <RowsSkeleton rows={10} label="Loading the version" />}
      {shown && layers.data && (
        <>
          {shown.note && (
            <p className={classes.note}>
              <SafeText text={shown.note} />
            </p>
          )}
          {shown.problem && <p className={classes.problem}>It cannot be used as things stand now. {shown.problem}</p>}
          {waiting && <AnswerRequest pending={waiting} inForce={inForce} />}
          {isAdmin && <EvidencePart version={shown} isInForce={inForce?.id === id} />}
          <ComparePart
            isAsked={waiting !== null}
            version={shown}
            inForceId={inForce?.id ?? null}
            installationId={shown.repositoryId === null ? null : (installation?.id ?? null)}
          />
          {isAdmin && <ShadowPart version={shown} shadow={layer?.shadow ?? null} isInForce={inForce?.id === id} />}
          {isAdmin && !waiting && inForce?.id !== id && <ActivationPart version={shown} inForce={inForce} pending={pending} />}
          <MeaningPart version={shown} />
        </>
      )}
    </Page>
  );
};
