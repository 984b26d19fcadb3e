'use client';

import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';

const EMPTY = { repositoryId: '', from: '', until: '', reason: '' };
/** As the field gives it: local time without a zone. */
const instantOf = (text: string): number | null => (text === '' ? null : new Date(text).getTime());

/** From when to when, where and why. What was typed stays until it worked. */
export const FreezeForm = ({
  repositories,
  onAdded,
}: {
  repositories: readonly { readonly id: string; readonly name: string }[];
  onAdded: () => void;
}) => {
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const add = useMutation(trpc.freezes.add.mutationOptions());
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      until: (until) => (until ? null : 'Say when it ends.'),
      reason: (reason) => (reason.trim().length >= 3 ? null : 'Say why, for those who wait.'),
    },
  });
  const submit = (values: typeof EMPTY) =>
    add.mutate(
      {
        repositoryId: values.repositoryId === '' ? null : values.repositoryId,
        from: instantOf(values.from),
        until: instantOf(values.until) ?? 0,
        reason: values.reason.trim(),
      },
      {
        onSuccess: () => {
          form.reset();
          setOpen(false);
          onAdded();
        },
        onError: (error) => form.setErrors({ ...failureOf(error).detail }),
      },
    );
  if (!open)
    return (
      <Button variant="default" mt={8} onClick={() => setOpen(true)}>
        Add a freeze
      </Button>
    );
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate aria-label="Add a freeze">
      <Stack gap="sm" maw={560} mt={8}>
        <Select
          label="Where"
          data={[{ value: '', label: 'Everywhere' }, ...repositories.map(({ id, name }) => ({ value: id, label: name }))]}
          allowDeselect={false}
          {...form.getInputProps('repositoryId')}
        />
        <TextInput type="datetime-local" label="From" description="Empty: from now on." {...form.getInputProps('from')} />
        <TextInput type="datetime-local" label="Until" {...form.getInputProps('until')} />
        <TextInput label="Reason" maxLength={200} placeholder="Holiday freeze" {...form.getInputProps('reason')} />
        <FailurePanel error={add.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setOpen(false)}>
            Close
          </Button>
          <Button type="submit" loading={add.isPending}>
            Freeze
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
