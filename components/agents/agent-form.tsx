'use client';

import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { slugSchema } from '../../server/domain/contract/contract.ts';
import type { AgentKind } from '../../server/ports/agent.ts';
import type { AgentProfileView } from '../../server/ports/read-model.ts';
import { failureOf } from '../api/failure.ts';
import { useTRPC } from '../api/trpc.tsx';
import { AGENT_WORDS, PROVIDER_WORDS } from '../ui/agent-words.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { AgentKeyFields } from './agent-key-fields.tsx';
import { type AgentValues, keyOf, SPEAKS, valuesOf } from './agent-values.ts';

const KINDS = Object.entries(AGENT_WORDS).map(([value, { word }]) => ({ value, label: word }));

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
  const form = useForm<AgentValues>({
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
            <AgentKeyFields form={form} hasSealedKey={profile?.key === 'sealed'} />
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
