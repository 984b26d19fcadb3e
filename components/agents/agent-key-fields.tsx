'use client';

import { PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type AgentValues, VARIABLES } from './agent-values.ts';

/** Where the key comes from. A stored key can be kept or replaced; it can never be read again. */
export const AgentKeyFields = ({ form, hasSealedKey }: { form: UseFormReturnType<AgentValues>; hasSealedKey: boolean }) => {
  const { values } = form;
  return (
    <>
      <Radio.Group
        label="Key"
        description="The worker adds it to each call to the model. It never enters a sandbox, and no page shows it again."
        {...form.getInputProps('keyFrom')}
      >
        <Stack gap={6} mt={6}>
          {hasSealedKey && <Radio value="keep" label="Keep the stored key" />}
          <Radio value="environment" label="From the worker's environment" />
          <Radio value="typed" label={hasSealedKey ? 'Replace it with a key typed here' : 'Typed here, stored sealed'} />
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
      {values.keyFrom === 'typed' && <PasswordInput label="Key" autoComplete="off" maxLength={4_000} {...form.getInputProps('secret')} />}
    </>
  );
};
