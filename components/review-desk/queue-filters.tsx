'use client';

import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { QUEUE_KINDS, QUEUE_OWNERS, QUEUE_RISKS } from '../../server/domain/review/queue-filter.ts';
import { useTRPC } from '../api/trpc.tsx';
import { ClearFilter } from '../ui/clear-filter.tsx';
import { SearchField } from '../ui/search-field.tsx';
import classes from './queue-filters.module.css';
import { KIND_WORDS } from './room-header.tsx';
import { SavedViews } from './saved-views.tsx';
import type { useQueueFilter } from './use-queue-filter.ts';

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
      <SearchField
        label="Search in titles"
        keyGroup="Reviews"
        width={150}
        value={filter.text ?? ''}
        onSearch={(text) => void setFilter({ text })}
      />
      {isFiltered && <ClearFilter onClear={() => void setFilter(null)} />}
      <SavedViews filter={filter} setFilter={setFilter} isFiltered={isFiltered} />
    </search>
  );
};
