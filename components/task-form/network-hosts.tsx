'use client';

import { Button } from '@mantine/core';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';

/** This version gives a sandbox no network, so the form asks for no hosts; hosts that came in with YAML can be taken out again here. */
export const NetworkHosts = () => {
  const { draft, patch } = useTaskForm();
  const hosts = draft.boundary.networkHosts;
  if (hosts.length === 0) return null;
  return (
    <div>
      Network hosts: <code>{hosts.join(', ')}</code>{' '}
      <Button variant="default" size="compact-xs" onClick={() => patch('boundary', { networkHosts: [] })}>
        Take them out
      </Button>
      <FieldRemarks field="boundary.networkHosts" />
    </div>
  );
};
