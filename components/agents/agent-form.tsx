'use client';

import { Button, Group, PasswordInput, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { slugSchema } from '../../server/domain/contract/contract.ts';
import type { AgentKind, ProviderKind } from '../../server/ports/agent.ts';
import type { AgentProfileView } from '../../server/ports/read-model.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { AGENT_WORDS, PROVIDER_WORDS } from '../ui/agent-words.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';

const KINDS = Object.entries(AGENT_WORDS).map(([value, { word }]) => ({ value, label: word }));
/** Which providers an agent's protocol can speak to; the API refuses any other pair. */
const SPEAKS: Readonly<Record<AgentKind, readonly ProviderKind[]>> = {
  opencode: ['anthropic', 'openai', 'openai_compatible'],
  claude_code: ['anthropic'],
  codex: ['openai', 'openai_compatible'],
  script: [],
};
const VARIABLES: Readonly<Record<ProviderKind, string>> = {
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
  openai_compatible: '',
};

type Values = {
  name: string;
  kind: AgentKind;
  provider: ProviderKind | null;
  model: string;
  baseUrl: string;
  label: string;
  keyFrom: 'none' | 'environment' | 'typed' | 'keep';
  variable: string;
  secret: string;
};

const valuesOf = (profile: AgentProfileView | null): Values => ({
  name: profile?.name ?? '',
  kind: profile?.kind ?? 'opencode',
  provider: profile ? profile.provider : 'anthropic',
  model: profile?.model ?? '',
  baseUrl: profile?.baseUrl ?? '',
  label: profile?.label ?? '',
  keyFrom: !profile ? 'environment' : profile.key === 'none' ? 'none' : profile.key === 'sealed' ? 'keep' : 'environment',
  variable: profile && typeof profile.key === 'object' ? profile.key.variable : profile ? '' : VARIABLES.anthropic,
  secret: '',
});

const keyOf = (values: Values) => {
  if (values.kind === 'script' || values.keyFrom === 'none') return { from: 'none' as const };
  if (values.keyFrom === 'environment') return { from: 'environment' as const, variable: values.variable.trim() };
  return values.keyFrom === 'typed' ? { from: 'typed' as const, secret: values.secret } : { from: 'keep' as const };
};

export const AgentForm = ({
  profile,
  onSaved,
  onRemoved,
}: {
  profile: AgentProfileView | null;
  onSaved: (id: string) => void;
  onRemoved: () => void;
}) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: trpc.agents.list.queryKey() });
  const save = useMutation(trpc.agents.save.mutationOptions());
  const remove = useMutation(trpc.agents.remove.mutationOptions());
  const [isRemoving, setRemoving] = useState(false);
  const form = useForm<Values>({
    initialValues: valuesOf(profile),
    validate: { name: (name) => slugSchema.safeParse(name).error?.issues[0]?.message ?? null },
  });
  const { values } = form;
  const hasModel = values.kind !== 'script';

  const chooseKind = (kind: AgentKind) => {
    const provider = SPEAKS[kind].find((known) => known === values.provider) ?? SPEAKS[kind][0] ?? null;
    form.setValues({ kind, provider });
  };
  const submit = () =>
    save.mutate(
      {
        id: profile?.id ?? null,
        name: values.name.trim(),
        kind: values.kind,
        provider: hasModel ? values.provider : null,
        model: hasModel ? values.model.trim() : '',
        baseUrl: hasModel ? values.baseUrl.trim() : '',
        label: values.label.trim(),
        key: keyOf(values),
      },
      {
        onSuccess: async ({ id }) => {
          form.setFieldValue('secret', '');
          notifications.show({ message: `Agent ${values.name} is saved.` });
          await renew();
          onSaved(id);
        },
        onError: (error) => {
          const { code, message, detail = {} } = failureOf(error);
          form.setErrors({
            ...detail,
            ...(code === 'name_taken' ? { name: message } : {}),
            variable: detail.variable ?? detail['key.variable'],
            secret: detail.secret ?? detail['key.secret'] ?? detail.key,
          });
        },
      },
    );
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate autoComplete="off">
      <Stack gap="md" mt="md">
        <TextInput
          label="Name"
          description="How contracts call it."
          maxLength={60}
          data-autofocus={profile ? undefined : true}
          {...form.getInputProps('name')}
        />
        <Select
          label="Agent"
          description={AGENT_WORDS[values.kind].text}
          data={KINDS}
          {...form.getInputProps('kind')}
          onChange={(kind) => kind && chooseKind(kind as AgentKind)}
        />
        {hasModel && (
          <>
            <Select
              label="Provider"
              data={SPEAKS[values.kind].map((value) => ({ value, label: PROVIDER_WORDS[value] }))}
              {...form.getInputProps('provider')}
            />
            <TextInput
              label="Model"
              description="As the provider names it."
              maxLength={200}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              {...form.getInputProps('model')}
            />
            <TextInput
              label="Base address"
              description={
                values.provider === 'openai_compatible' ? 'Where the provider answers.' : "Leave it empty for the provider's own."
              }
              placeholder="https://"
              maxLength={2_000}
              {...form.getInputProps('baseUrl')}
            />
            <Radio.Group
              label="Key"
              description="The worker adds it to each call to the model. It never enters a sandbox, and no page shows it again."
              {...form.getInputProps('keyFrom')}
            >
              <Stack gap={6} mt={6}>
                {profile?.key === 'sealed' && <Radio value="keep" label="Keep the stored key" />}
                <Radio value="environment" label="From the worker's environment" />
                <Radio value="typed" label={profile?.key === 'sealed' ? 'Replace it with a key typed here' : 'Typed here, stored sealed'} />
                <Radio value="none" label="None" />
              </Stack>
            </Radio.Group>
            {values.keyFrom === 'environment' && (
              <TextInput
                label="Environment variable"
                description="Its name, as set where the workers run."
                placeholder={values.provider ? VARIABLES[values.provider] : ''}
                maxLength={100}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                {...form.getInputProps('variable')}
              />
            )}
            {values.keyFrom === 'typed' && (
              <PasswordInput label="Key" autoComplete="off" maxLength={4_000} {...form.getInputProps('secret')} />
            )}
          </>
        )}
        <TextInput
          label="Note"
          description="Shown wherever the agent is chosen, e.g. that its model is scripted."
          maxLength={100}
          {...form.getInputProps('label')}
        />
        <FailurePanel error={save.error ?? remove.error} />
        <Group justify="space-between">
          {profile ? (
            <Button
              variant={isRemoving ? 'filled' : 'subtle'}
              color="red"
              loading={remove.isPending}
              onBlur={() => setRemoving(false)}
              onClick={() =>
                isRemoving ? remove.mutate({ id: profile.id }, { onSuccess: () => void renew().then(onRemoved) }) : setRemoving(true)
              }
            >
              {isRemoving ? `Remove ${profile.name} for good` : 'Remove…'}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
