'use client';

import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import classes from './policies.module.css';

/** A repository that has no policy of its own yet gets one, which may only be tighter. */
export const AddLayer = ({ taken }: { taken: readonly string[] }) => {
  const trpc = useTRPC();
  const repositories = useQuery(trpc.repositories.list.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const open = (repositories.data ?? []).filter(({ id }) => !taken.includes(id));
  if (open.length === 0) return null;
  return (
    <div className={classes.add}>
      <Select
        label="Add a policy for a repository"
        description="It can only ask for more than the installation's."
        placeholder="Choose a repository"
        searchable
        data={open.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      {chosen && (
        <Button component={Link} href={`/policies/edit?layer=${encodeURIComponent(chosen)}`} variant="default">
          Write it
        </Button>
      )}
    </div>
  );
};
