'use client';

import { Button, Drawer, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { slugSchema } from '../../server/domain/contract/contract.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { nameFromUrl } from './name-from-url.ts';

/** Names a source; the worker then tries it and says what it found. What was typed stays until it worked. */
export const RegisterPanel = ({
  opened,
  onClose,
  onRegistered,
}: {
  opened: boolean;
  onClose: () => void;
  onRegistered: (id: string) => void;
}) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const register = useMutation(trpc.repositories.register.mutationOptions());
  const [hasOwnName, setOwnName] = useState(false);
  const form = useForm({
    initialValues: { url: '', name: '' },
    validate: {
      url: (url) => (url.trim() ? null : 'Write a path or an address.'),
      name: (name) => slugSchema.safeParse(name).error?.issues[0]?.message ?? null,
    },
  });
  const submit = (values: { url: string; name: string }) =>
    register.mutate(
      { name: values.name.trim(), url: values.url.trim() },
      {
        onSuccess: ({ id }) => {
          form.reset();
          setOwnName(false);
          void queries.invalidateQueries({ queryKey: trpc.repositories.list.queryKey() });
          onRegistered(id);
        },
        onError: (error) => {
          const failure = failureOf(error);
          form.setErrors(failure.code === 'name_taken' ? { name: failure.message } : { ...failure.detail });
        },
      },
    );
  return (
    <Drawer opened={opened} onClose={onClose} title="Connect a repository" size="md">
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="md">
          <TextInput
            label="Path or address"
            description="An absolute path on the worker machine, or an https, ssh or file address. The worker uses its own credentials: write none here."
            placeholder="/srv/git/shop.git or git@host:team/shop.git"
            data-autofocus
            maxLength={2_000}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            {...form.getInputProps('url')}
            onChange={(event) => {
              form.setFieldValue('url', event.currentTarget.value);
              if (!hasOwnName) form.setFieldValue('name', nameFromUrl(event.currentTarget.value));
            }}
          />
          <TextInput
            label="Name"
            description="How tasks and contracts call it."
            maxLength={60}
            {...form.getInputProps('name')}
            onChange={(event) => {
              setOwnName(event.currentTarget.value !== '');
              form.setFieldValue('name', event.currentTarget.value);
            }}
          />
          <FailurePanel error={register.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={register.isPending}>
              Connect and test
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
};
