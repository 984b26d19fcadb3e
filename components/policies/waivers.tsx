'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { hasRole } from '../../server/domain/shared/role.ts';
import type { WaiverView } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';

/** What was found and does not count for a time, where and why; those that end next come first. */
export const Waivers = () => {
  const trpc = useTRPC();
  const list = useQuery(trpc.waivers.list.queryOptions());
  const rows = list.data ?? [];
  if (rows.length === 0 && !list.error) return null;
  return (
    <Section
      title="Waivers"
      count={rows.length}
      hint="Findings that do not count in their repository, for a time. Given in the reading room."
    >
      <FailurePanel error={list.error} />
      <DataTable
        label="Waivers"
        head={[
          { text: 'Repository', width: 150 },
          { text: 'Finding', width: 240 },
          { text: 'Reason' },
          { text: 'By', width: 140 },
          { text: 'Ends', width: 110 },
          { text: '', width: 190 },
        ]}
      >
        {rows.map((row) => (
          <tr key={row.id} data-testid="waiver">
            <td>{row.repository}</td>
            <td>
              {row.ruleId} <SafeText text={row.path ?? ''} />
            </td>
            <td>
              <SafeText text={row.reason} />
            </td>
            <td>
              <SafeText text={row.by} />
            </td>
            <td>
              <RelativeTime at={row.expiresAt} />
            </td>
            <td>
              <Revoke waiver={row} />
            </td>
          </tr>
        ))}
      </DataTable>
    </Section>
  );
};

const Revoke = ({ waiver }: { waiver: WaiverView }) => {
  const trpc = useTRPC();
  const me = useMe();
  const queries = useQueryClient();
  const [reason, setReason] = useState<string | null>(null);
  const revoke = useMutation(
    trpc.waivers.revoke.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.waivers.pathKey() }) }),
  );
  if (!hasRole(me.role, 'reviewer')) return null;
  if (reason === null)
    return (
      <Button variant="default" size="compact-sm" onClick={() => setReason('')}>
        Revoke
      </Button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        revoke.mutate({ id: waiver.id, reason });
      }}
    >
      <TextInput
        size="xs"
        aria-label="Why it is revoked"
        placeholder="Why"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FailurePanel error={revoke.error} />
      <Button type="submit" size="compact-sm" mt={4} disabled={reason.trim().length < 3} loading={revoke.isPending}>
        Revoke it
      </Button>
    </form>
  );
};
