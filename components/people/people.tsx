'use client';

import { Button, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { hasRole, ROLES, type Role } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { NotForYou } from '../ui/not-for-you.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { StateWord } from '../ui/state-word.tsx';
import { AddPerson } from './add-person.tsx';

/** Who may do what here. */
export const People = () => {
  const me = useMe();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isNew, setNew] = useQueryState('new', parseAsBoolean.withDefault(false));
  const isAdmin = me.role === 'admin';
  const list = useQuery(trpc.people.list.queryOptions(undefined, { enabled: isAdmin }));
  const renew = () => queries.invalidateQueries({ queryKey: trpc.people.list.queryKey() });
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onSettled: renew }));
  const setActive = useMutation(trpc.people.setActive.mutationOptions({ onSettled: renew }));
  if (!isAdmin) return <NotForYou title="People" needs="admin" />;

  const nameOf = ({ id, name }: { id: string; name: string }) => (id === me.id ? `${name} (you)` : name);
  const activate = (id: string, name: string, active: boolean) =>
    setActive.mutate(
      { id, active },
      {
        onSuccess: () =>
          notifications.show({
            message: active ? `${name} may sign in again.` : `${name} is signed out everywhere and may not sign in. What they did stays.`,
          }),
      },
    );
  return (
    <Page>
      <PageHeader
        title="People"
        meta="Members file tasks, reviewers also decide on artifacts, security admins release what policy blocked for security, admins set all of this up."
        actions={
          <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => void setNew(true)}>
            Add a person
          </Button>
        }
      />
      <FailurePanel error={setRole.error ?? setActive.error} />
      {list.isPending && <RowsSkeleton label="Loading people" />}
      {list.isError && <FailurePanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <DataTable
          label="People"
          head={[
            { text: 'Name', width: 280 },
            { text: 'E-mail' },
            { text: 'Role', width: 160 },
            { text: 'State', width: 110 },
            { text: 'Since', align: 'right', width: 100 },
            { text: 'Access', align: 'right', width: 120 },
          ]}
        >
          {list.data.map((person) => (
            <tr key={person.id} data-off={!person.active || undefined}>
              <td>
                {hasRole(person.role, 'reviewer') ? (
                  <Link href={`/people/${person.id}/reviewing`} title={`How ${person.name} has reviewed`}>
                    <PersonName name={nameOf(person)} />
                  </Link>
                ) : (
                  <PersonName name={nameOf(person)} />
                )}
              </td>
              <td title={person.email}>{person.email}</td>
              <td>
                <Select
                  size="xs"
                  variant="unstyled"
                  aria-label={`Role of ${person.name}`}
                  data={[...ROLES]}
                  value={person.role}
                  disabled={setRole.isPending || !person.active}
                  onChange={(role) => role && role !== person.role && setRole.mutate({ id: person.id, role: role as Role })}
                />
              </td>
              <td>{person.active ? <StateWord look="good">Active</StateWord> : <StateWord look="none">Not active</StateWord>}</td>
              <td data-align="right">
                <RelativeTime at={person.createdAt} />
              </td>
              <td data-align="right">
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={person.id === me.id || setActive.isPending}
                  onClick={() => activate(person.id, person.name, !person.active)}
                >
                  {person.active ? 'Deactivate' : 'Activate'}
                </Button>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <AddPerson opened={isNew} onClose={() => void setNew(null)} onAdded={() => void renew()} />
    </Page>
  );
};
