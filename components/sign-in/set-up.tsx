'use client';

import { Anchor, Button, PasswordInput, Skeleton, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { authClient } from '../api/auth-client.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Entrance } from './entrance.tsx';

const MIN_PASSWORD = 10;

/** The first person of a new installation. Works once. */
export const SetUp = () => {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions());
  const create = useMutation(trpc.setUp.createFirstAdmin.mutationOptions());
  const form = useForm({
    initialValues: { name: '', email: '', password: '' },
    validate: {
      name: (name) => (name.trim() ? null : 'Write your name.'),
      email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'Write an e-mail address.'),
      password: (password) => (password.length >= MIN_PASSWORD ? null : `Use at least ${MIN_PASSWORD} characters.`),
    },
  });
  const submit = (values: { name: string; email: string; password: string }) =>
    create.mutate(values, {
      onSuccess: async () => {
        const answer = await authClient.signIn
          .email({ email: values.email.trim(), password: values.password })
          .catch(() => ({ error: true }));
        window.location.assign(answer.error ? '/sign-in' : '/');
      },
      onError: (error) => form.setErrors({ ...failureOf(error).detail }),
    });
  if (me.isPending)
    return (
      <Entrance title="Set-up" text="One moment.">
        <Skeleton height={160} aria-label="Loading" />
      </Entrance>
    );
  if (me.data && !me.data.needsSetUp)
    return (
      <Entrance title="Already set up" text="This installation has its first admin. Admins make the other accounts.">
        <Anchor component={Link} href="/sign-in">
          Sign in
        </Anchor>
      </Entrance>
    );
  return (
    <Entrance title="Set up this installation" text="You become its first admin. Nothing leaves this machine.">
      <form method="post" onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="sm">
          <FailurePanel error={create.error ?? me.error} />
          <TextInput label="Your name" autoComplete="name" autoFocus maxLength={100} {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" autoComplete="username" maxLength={254} {...form.getInputProps('email')} />
          <PasswordInput
            label="Password"
            description={`At least ${MIN_PASSWORD} characters.`}
            autoComplete="new-password"
            maxLength={128}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="sm" loading={create.isPending || create.isSuccess} mt={4}>
            Make the first admin
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
};
