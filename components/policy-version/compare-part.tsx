'use client';

import { Button, Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { ChangeList } from '../policy-evidence/change-list.tsx';
import type { PolicyVersion } from '../policy-evidence/policy-api.ts';
import { WideningList } from '../policy-evidence/widening-list.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import { policyDifference } from './policy-difference.ts';
import classes from './version.module.css';

const TwoTexts = dynamic(() => import('../artifact-diff/two-texts.tsx').then((module) => module.TwoTexts), {
  ssr: false,
  loading: () => <Skeleton height={200} aria-label="Drawing the difference" />,
});

/** What it changes, as sentences and as text: against what is in force, or against any other version. */
export const ComparePart = ({
  version,
  inForceId,
  installationId,
  isAsked,
}: {
  version: PolicyVersion;
  inForceId: string | null;
  /** The installation's version in force, for the policy of a repository. */
  installationId: string | null;
  /** The request above says already in what it lets more through. */
  isAsked: boolean;
}) => {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isText, setText] = useState(false);
  const versions = useQuery(trpc.policy.versions.queryOptions({ repositoryId: version.repositoryId }));
  const others = (versions.data ?? []).filter(({ id }) => id !== version.id);
  const isInForce = inForceId === version.id;
  const previous = others.find((other) => other.version < version.version && other.activatedAt !== null) ?? others[0];
  const otherId = chosen ?? (isInForce ? (previous?.id ?? null) : inForceId);
  const other = useQuery(trpc.policy.version.queryOptions({ id: otherId ?? '' }, { enabled: otherId !== null }));
  const above = useQuery(trpc.policy.version.queryOptions({ id: installationId ?? '' }, { enabled: installationId !== null }));
  const isReady =
    versions.data !== undefined && (otherId === null || other.data !== undefined) && (installationId === null || above.data !== undefined);
  const before = otherId === null ? null : (other.data?.yaml ?? null);
  const changes = useMemo(
    () => (isReady ? policyDifference(above.data?.yaml ?? null, before, version.yaml) : null),
    [isReady, above.data, before, version.yaml],
  );
  const failed = [versions, other, above].find((query) => query.isError);
  const nameOf = (id: string, number: number) => `version ${number}${id === inForceId ? ', in force' : ''}`;
  return (
    <Section
      title="What it changes"
      actions={
        <>
          {others.length > 0 && (
            <Select
              size="xs"
              aria-label="Compare with"
              placeholder="against another version"
              className={classes.compare}
              data={others.map(({ id, version: number }) => ({ value: id, label: `against ${nameOf(id, number)}` }))}
              value={otherId}
              onChange={setChosen}
            />
          )}
          {before !== null && (
            <Button variant="default" size="xs" aria-expanded={isText} onClick={() => setText(!isText)}>
              {isText ? 'Hide the text' : 'As text'}
            </Button>
          )}
        </>
      }
    >
      {failed && <FailurePanel error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && !isReady && <RowsSkeleton rows={3} label="Comparing" />}
      {isReady && otherId === inForceId && !isAsked && <WideningList sentences={version.changed.loosenings} />}
      {isReady && before === null && installationId === null && (
        <p className={classes.quiet}>It is the first version: there is nothing to compare with.</p>
      )}
      {isReady && changes && <ChangeList changes={changes} />}
      {isReady && before !== null && changes === null && (
        <p className={classes.quiet}>One of the two cannot be used as things stand now, so only their texts can be compared.</p>
      )}
      {isReady && isText && before !== null && (
        <div className={classes.text}>
          <TwoTexts name="policy.yaml" before={before} after={version.yaml} />
        </div>
      )}
    </Section>
  );
};
