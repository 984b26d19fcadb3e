'use client';

import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RepositoryView } from '../../server/ports/read-model.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './repositories.module.css';

/** How many artifacts may wait unreviewed before new tasks wait, in one repository or (null) in all of them. */
export const ReviewLimit = ({ repositoryId, reviews }: { repositoryId: string | null; reviews: RepositoryView['reviews'] }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const isAdmin = useMe().role === 'admin';
  const [typed, setTyped] = useState<number | string>(reviews.limit);
  const save = useMutation(
    trpc.desk.setLimit.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.repositories.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.desk.pathKey() }),
        ]),
    }),
  );
  const limit = Number(typed);
  const isValid = Number.isInteger(limit) && limit >= 1 && limit <= 10_000;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) save.mutate({ repositoryId, limit });
      }}
    >
      <div className={classes.limit}>
        <NumberInput
          label={repositoryId === null ? 'Unreviewed at most, over all repositories' : 'Unreviewed at most'}
          description={`${reviews.waiting} now. At the limit new tasks ${repositoryId === null ? '' : 'of this repository '}wait until somebody reviews.`}
          min={1}
          max={10_000}
          allowDecimal={false}
          disabled={!isAdmin}
          value={typed}
          onChange={setTyped}
          error={isValid ? null : 'A whole number from 1 to 10,000.'}
        />
        {isAdmin && limit !== reviews.limit && (
          <Button type="submit" variant="default" loading={save.isPending} disabled={!isValid}>
            Save
          </Button>
        )}
      </div>
      <FailurePanel error={save.error} />
    </form>
  );
};
