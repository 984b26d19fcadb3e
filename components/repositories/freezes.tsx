'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import { FreezeForm } from './freeze-form.tsx';

/** When nothing lands, where and why; admins add freezes here and end them early. */
export const Freezes = ({ repositories }: { repositories: readonly { readonly id: string; readonly name: string }[] }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const isAdmin = useMe().role === 'admin';
  const list = useQuery(trpc.freezes.list.queryOptions());
  const renew = () => queries.invalidateQueries({ queryKey: trpc.freezes.pathKey() });
  const end = useMutation(trpc.freezes.end.mutationOptions({ onSuccess: renew }));
  const rows = list.data ?? [];
  if (rows.length === 0 && !isAdmin) return null;
  return (
    <Section
      title="Freezes"
      count={rows.length}
      hint="While one lasts nothing lands. What is approved waits, and lands by itself afterwards."
    >
      <FailurePanel error={list.error ?? end.error} />
      {rows.length > 0 && (
        <DataTable
          label="Freezes"
          head={[
            { text: 'Where', width: 180 },
            { text: 'Begins', width: 120 },
            { text: 'Ends', width: 120 },
            { text: 'Reason' },
            { text: 'By', width: 160 },
            { text: '', width: 110 },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} data-testid="freeze">
              <td>{row.repository ?? 'everywhere'}</td>
              <td>
                <RelativeTime at={row.from} />
              </td>
              <td>
                <RelativeTime at={row.until} />
              </td>
              <td>
                <SafeText text={row.reason} />
              </td>
              <td>
                <SafeText text={row.by} />
              </td>
              <td>
                {isAdmin && (
                  <Button variant="default" size="compact-sm" loading={end.isPending} onClick={() => end.mutate({ id: row.id })}>
                    End now
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      {isAdmin && <FreezeForm repositories={repositories} onAdded={renew} />}
    </Section>
  );
};
