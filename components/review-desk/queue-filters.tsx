'use client';

import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { QUEUE_KINDS, QUEUE_OWNERS, QUEUE_RISKS } from '../../server/domain/review/queue-filter.ts';
import { useTRPC } from '../api/trpc.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import classes from './queue-filters.module.css';
import { KIND_WORDS } from './room-header.tsx';
import { SavedViews } from './saved-views.tsx';
import type { useQueueFilter } from './use-queue-filter.ts';

const SEARCH_MS = 250;
const RISKS = [
  { value: 'critical', label: 'Critical' },
  { value: 'high', label: 'High or worse' },
  { value: 'medium', label: 'Medium or worse' },
  { value: 'low', label: 'Low or worse' },
  { value: 'none', label: 'No findings' },
];
const OWNERS = [
  { value: 'mine', label: 'Mine' },
  { value: 'unclaimed', label: 'Nobody has it' },
];
const KINDS = QUEUE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }));

/** Where, how risky, whose, by which agent, what, and words. */
export const QueueFilters = ({ filter, setFilter, isFiltered }: ReturnType<typeof useQueueFilter>) => {
  const trpc = useTRPC();
  const choices = useQuery(trpc.desk.choices.queryOptions());
  const [typed, setTyped] = useState(filter.text ?? '');
  const search = useDebouncedCallback((text: string) => void setFilter({ text: text.trim() || null }), SEARCH_MS);
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': { label: 'Search in titles', run: () => field.current?.focus() } }, 'Reviews');
  // A view or the way back changes the address: what is typed follows, but not while it is being typed.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(filter.text ?? '');
  }, [filter.text]);

  return (
    <search className={classes.filters}>
      <Select
        aria-label="Repository"
        placeholder="Every repository"
        size="xs"
        w={160}
        clearable
        searchable
        data={choices.data?.repositories ?? []}
        value={filter.repository ?? null}
        onChange={(repository) => void setFilter({ repository })}
      />
      <Select
        aria-label="Risk"
        placeholder="Any risk"
        size="xs"
        w={140}
        clearable
        data={RISKS}
        value={filter.risk ?? null}
        onChange={(chosen) => void setFilter({ risk: QUEUE_RISKS.find((risk) => risk === chosen) ?? null })}
      />
      <Select
        aria-label="Whose"
        placeholder="Anybody's"
        size="xs"
        w={125}
        clearable
        data={OWNERS}
        value={filter.owner ?? null}
        onChange={(chosen) => void setFilter({ owner: QUEUE_OWNERS.find((owner) => owner === chosen) ?? null })}
      />
      <Select
        aria-label="Agent"
        placeholder="Every agent"
        size="xs"
        w={135}
        clearable
        searchable
        data={choices.data?.agents ?? []}
        value={filter.agent ?? null}
        onChange={(agent) => void setFilter({ agent })}
      />
      <Select
        aria-label="Kind"
        placeholder="Every kind"
        size="xs"
        w={150}
        clearable
        data={KINDS}
        value={filter.kind ?? null}
        onChange={(chosen) => void setFilter({ kind: QUEUE_KINDS.find((kind) => kind === chosen) ?? null })}
      />
      <TextInput
        ref={field}
        aria-label="Search in titles"
        placeholder="Search"
        size="xs"
        w={150}
        maxLength={200}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      {isFiltered && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconX size={13} aria-hidden />}
          onClick={() => {
            setTyped('');
            void setFilter(null);
          }}
        >
          Clear
        </Button>
      )}
      <SavedViews filter={filter} setFilter={setFilter} isFiltered={isFiltered} />
    </search>
  );
};
