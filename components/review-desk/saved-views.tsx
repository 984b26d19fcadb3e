'use client';

import { Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { IconBookmark, IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './queue-filters.module.css';
import { printFilter, type useQueueFilter } from './use-queue-filter.ts';

type Naming = { readonly view: ReviewView | null; readonly name: string };

/** Filters that this person named: choose, save, rename, delete. */
export const SavedViews = ({ filter, setFilter, isFiltered }: Omit<ReturnType<typeof useQueueFilter>, 'query'>) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [naming, setNaming] = useState<Naming | null>(null);
  const views = useQuery(trpc.desk.views.queryOptions());
  const renew = () => queries.invalidateQueries({ queryKey: trpc.desk.views.queryKey() });
  const save = useMutation(
    trpc.desk.saveView.mutationOptions({
      onSuccess: () => {
        setNaming(null);
        return renew();
      },
    }),
  );
  const remove = useMutation(trpc.desk.removeView.mutationOptions({ onSettled: renew }));
  const rows = views.data ?? [];
  const here = rows.find((view) => printFilter(view.filter) === printFilter(filter)) ?? null;
  const show = (view: ReviewView) =>
    setFilter({
      repository: view.filter.repository ?? null,
      risk: view.filter.risk ?? null,
      owner: view.filter.owner ?? null,
      agent: view.filter.agent ?? null,
      kind: view.filter.kind ?? null,
      text: view.filter.text ?? null,
    });
  const name = (view: ReviewView | null) => {
    save.reset();
    setNaming({ view, name: view?.name ?? '' });
  };

  return (
    <div className={classes.views}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconBookmark size={13} aria-hidden />}
            rightSection={<IconChevronDown size={13} aria-hidden />}
          >
            {here?.name ?? 'Views'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {rows.length === 0 && <Menu.Label>No saved view yet: set a filter, then save it.</Menu.Label>}
          {rows.map((view) => (
            <Menu.Item key={view.id} onClick={() => void show(view)} aria-current={view.id === here?.id || undefined}>
              {view.name}
            </Menu.Item>
          ))}
          {(here || isFiltered) && <Menu.Divider />}
          {here ? (
            <>
              <Menu.Item onClick={() => name(here)}>Rename “{here.name}”</Menu.Item>
              <Menu.Item color="red" onClick={() => remove.mutate({ id: here.id })}>
                Delete “{here.name}”
              </Menu.Item>
            </>
          ) : (
            isFiltered && <Menu.Item onClick={() => name(null)}>Save this filter as a view</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={naming !== null}
        onClose={() => setNaming(null)}
        title={naming?.view ? 'Rename the view' : 'Save the filter as a view'}
        size="sm"
      >
        {naming && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate({ id: naming.view?.id ?? null, name: naming.name, filter: naming.view?.filter ?? filter });
            }}
          >
            <Stack gap="sm">
              <TextInput
                label="Name"
                description="Only you see it."
                data-autofocus
                maxLength={60}
                required
                value={naming.name}
                onChange={(event) => setNaming({ ...naming, name: event.currentTarget.value })}
              />
              <FailurePanel error={save.error ?? remove.error} />
              <Group justify="flex-end">
                <Button variant="default" onClick={() => setNaming(null)}>
                  Cancel
                </Button>
                <Button type="submit" loading={save.isPending} disabled={naming.name.trim() === ''}>
                  Save
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Modal>
    </div>
  );
};
