'use client';

import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../api/trpc.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import classes from './policies.module.css';
import { VersionState } from './version-state.tsx';

/** Every version of one layer, newest first. Each leads to its page, where it is compared, tried and put in force again. */
export const LayerHistory = ({ repositoryId, isAdmin }: { repositoryId: string | null; isAdmin: boolean }) => {
  const trpc = useTRPC();
  const versions = useQuery(trpc.policy.versions.queryOptions({ repositoryId }));
  const rows = versions.data ?? [];
  return (
    <Section
      title="History"
      count={versions.data ? rows.length : undefined}
      hint="A version never changes. An older one can be put in force again."
    >
      {versions.isPending && <RowsSkeleton rows={3} label="Loading the history" />}
      {versions.isError && <FailurePanel error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.data && rows.length === 0 && <p className={classes.none}>Nothing was saved for this repository yet.</p>}
      {rows.length > 0 && (
        <DataTable
          label="History"
          head={[
            { text: 'Version', width: 90 },
            { text: 'State', width: 220 },
            { text: 'Note' },
            { text: 'Author', width: 170 },
            { text: 'Saved', width: 100 },
            { text: 'Put in force', width: 220 },
            ...(isAdmin ? [{ text: '', width: 150 }] : []),
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} data-version={row.version}>
              <td>
                <Anchor component={Link} href={`/policies/${row.id}`} size="sm">
                  Version {row.version}
                </Anchor>
              </td>
              <td>
                <VersionState state={row.state} />
              </td>
              <td title={row.note}>{row.note ? <SafeText text={row.note} /> : '–'}</td>
              <td>{row.author ? <SafeText text={row.author.name} /> : 'the installation'}</td>
              <td>
                <RelativeTime at={row.createdAt} />
              </td>
              <td>
                {row.activatedAt === null ? (
                  '–'
                ) : (
                  <>
                    <RelativeTime at={row.activatedAt} />
                    {row.activatedBy && (
                      <>
                        {' '}
                        by <SafeText text={row.activatedBy.name} />
                      </>
                    )}
                    {row.confirmedBy && (
                      <>
                        , <SafeText text={row.confirmedBy.name} />
                      </>
                    )}
                  </>
                )}
              </td>
              {isAdmin && (
                <td>
                  {row.state === 'superseded' && (
                    <Anchor component={Link} href={`/policies/${row.id}`} size="sm">
                      Put in force again
                    </Anchor>
                  )}
                </td>
              )}
            </tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
};
