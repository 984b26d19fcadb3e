'use client';

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { authClient } from '../api/auth-client.ts';
import { useTRPC } from '../api/trpc.tsx';
import { Entrance } from './entrance.tsx';
import { placeAfterSignIn } from './place-after-sign-in.ts';

/** Says it for people; which of the two was wrong is nobody's business. */
const refusal = (status: number): string => {
  if (status === 429) return 'Too many tries. Wait a minute, then try again.';
  if (status === 403) return 'This account is not active. Ask an admin to activate it.';
  if (status === 400 || status === 401 || status === 422)
    return 'E-mail address and password do not match an account. Check both, or ask an admin for a new password.';
  return 'The server did not answer as it should. Try again; if it stays, tell an operator.';
};

export const SignIn = () => {
  const trpc = useTRPC();
  const router = useRouter();
  const me = useQuery(trpc.session.me.queryOptions());
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (email.trim() ? null : 'Write your e-mail address.'),
      password: (password) => (password ? null : 'Write your password.'),
    },
  });
  const needsSetUp = me.data?.needsSetUp ?? false;
  useEffect(() => {
    if (needsSetUp) router.replace('/set-up');
  }, [needsSetUp, router]);

  const signIn = async ({ email, password }: { email: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    const answer = await authClient.signIn.email({ email: email.trim(), password }).catch(() => ({ error: { status: 0 } }));
    if (answer.error) {
      setProblem(refusal(answer.error.status));
      setBusy(false);
      return;
    }
    // A whole page load: the frame is drawn on the server for the person who has just signed in.
    window.location.assign(placeAfterSignIn(new URLSearchParams(window.location.search).get('next')));
  };
  return (
    <Entrance title="Sign in" text="With the account that an admin of this installation made for you.">
      <form method="post" onSubmit={form.onSubmit((values) => void signIn(values))} noValidate>
        <Stack gap="sm">
          {problem && (
            <Alert color="red" icon={<IconAlertOctagon size={18} aria-hidden />} role="alert" c="var(--cs-text)">
              {problem}
            </Alert>
          )}
          <TextInput label="E-mail" type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
          <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
          <Button type="submit" size="sm" loading={isBusy} mt={4}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
};
