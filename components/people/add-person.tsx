'use client';

import { Button, Drawer, Group, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { ROLES, type Role } from '../../server/domain/shared/role.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';

const MIN_PASSWORD = 10;
const MAY: Readonly<Record<Role, string>> = {
  member: 'Files tasks, watches and steers their own runs.',
  reviewer: 'Also approves, rejects and sends back what other people asked for.',
  'senior-reviewer': 'Also approves what policy keeps for experienced people.',
  'security-admin': 'Reviews, and releases what policy blocked for security.',
  admin: 'Also sets up repositories, agents, people and policies.',
};
const EMPTY = { name: '', email: '', password: '', role: 'member' as Role };

export const AddPerson = ({ opened, onClose, onAdded }: { opened: boolean; onClose: () => void; onAdded: () => void }) => {
  const trpc = useTRPC();
  const create = useMutation(trpc.people.create.mutationOptions());
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      name: (name) => (name.trim() ? null : 'Write a name.'),
      email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'Write an e-mail address.'),
      password: (password) => (password.length >= MIN_PASSWORD ? null : `Use at least ${MIN_PASSWORD} characters.`),
    },
  });
  const submit = (values: typeof EMPTY) =>
    create.mutate(values, {
      onSuccess: () => {
        notifications.show({ message: `${values.name} may sign in now. Tell them the password in person.` });
        form.reset();
        onAdded();
        onClose();
      },
      onError: (error) => {
        const failure = failureOf(error);
        form.setErrors({ ...failure.detail, ...(failure.code === 'name_taken' ? { email: failure.message } : {}) });
      },
    });
  return (
    <Drawer opened={opened} onClose={onClose} title="Add a person" size="md">
      <form onSubmit={form.onSubmit(submit)} noValidate autoComplete="off">
        <Stack gap="md">
          <TextInput label="Name" data-autofocus maxLength={100} {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" autoComplete="off" maxLength={254} {...form.getInputProps('email')} />
          <PasswordInput
            label="First password"
            description={`At least ${MIN_PASSWORD} characters.`}
            autoComplete="new-password"
            maxLength={128}
            {...form.getInputProps('password')}
          />
          <div>
            <Text component="span" size="sm" fw={500} id="role-of-new-person">
              Role
            </Text>
            <SegmentedControl
              fullWidth
              orientation="vertical"
              mt={4}
              aria-labelledby="role-of-new-person"
              data={[...ROLES]}
              {...form.getInputProps('role')}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {MAY[form.values.role]}
            </Text>
          </div>
          <FailurePanel error={create.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
};
