'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { useEffect } from 'react';
import type { AgentProfileView, RepositoryView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { type Draft, draftOf } from './draft.ts';

/** What the address asks to begin with (`?from=` a task, `?repository=`), and the choice that there is no choice about. */
export const useStartingPoint = ({
  isLoaded,
  replace,
  setDraft,
  repositories,
  agents,
}: {
  isLoaded: boolean;
  replace: (draft: Draft) => void;
  setDraft: (change: (draft: Draft) => Draft) => void;
  repositories: readonly RepositoryView[] | null;
  agents: readonly AgentProfileView[] | null;
}) => {
  const trpc = useTRPC();
  const [asked, setAsked] = useQueryStates({ from: parseAsString, repository: parseAsString }, { history: 'replace' });
  const origin = useQuery(trpc.tasks.get.queryOptions({ id: asked.from ?? '' }, { enabled: asked.from !== null }));

  useEffect(() => {
    if (!isLoaded || !origin.data || asked.from === null) return;
    replace(draftOf(origin.data.contract));
    // Taken once: a reload later shows what was written since.
    void setAsked({ from: null });
  }, [isLoaded, origin.data, asked.from, replace, setAsked]);

  useEffect(() => {
    if (!isLoaded || !repositories) return;
    const named = repositories.find(({ name }) => name === asked.repository);
    const only = repositories.length === 1 ? repositories[0] : undefined;
    setDraft((draft) => {
      const repository = named ?? (draft.environment.repository === '' ? only : undefined);
      return repository
        ? { ...draft, environment: { ...draft.environment, repository: repository.name, baseBranch: repository.baseBranch } }
        : draft;
    });
    if (asked.repository !== null) void setAsked({ repository: null });
  }, [isLoaded, repositories, asked.repository, setDraft, setAsked]);

  useEffect(() => {
    const only = agents?.length === 1 ? agents[0] : undefined;
    if (!isLoaded || !only) return;
    setDraft((draft) => (draft.environment.agent === '' ? { ...draft, environment: { ...draft.environment, agent: only.name } } : draft));
  }, [isLoaded, agents, setDraft]);

  return { error: asked.from !== null ? origin.error : null };
};
