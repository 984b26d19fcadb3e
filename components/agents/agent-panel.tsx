'use client';

import { Drawer } from '@mantine/core';
import type { AgentProfileView } from '../../server/ports/read-model.ts';
import { AgentForm } from './agent-form.tsx';
import { AgentTest } from './agent-test.tsx';

/** One agent profile: its form, and the test that starts the real agent with it. */
export const AgentPanel = ({
  profile,
  isNew,
  onClose,
  onSaved,
}: {
  profile: AgentProfileView | null;
  isNew: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}) => (
  <Drawer opened={isNew || profile !== null} onClose={onClose} title={profile?.name ?? 'Add an agent'} size="md">
    {profile && <AgentTest profile={profile} />}
    <AgentForm key={profile?.id ?? 'new'} profile={profile} onSaved={onSaved} onRemoved={onClose} />
  </Drawer>
);
