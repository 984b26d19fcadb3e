'use client';

import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../../server/domain/audit/act.ts';
import { useTRPC } from '../api/trpc.tsx';
import { ClearFilter } from '../ui/clear-filter.tsx';
import { SearchField } from '../ui/search-field.tsx';
import classes from './audit-log.module.css';
import { SUBJECT_WORDS, whatHappened } from './audit-words.ts';
import type { AuditFilterState } from './use-audit-filter.ts';

const ACTIONS = AUDIT_ACTIONS.map((value) => ({ value, label: whatHappened(value) })).toSorted((a, b) => a.label.localeCompare(b.label));
const SUBJECTS = AUDIT_SUBJECTS.map((value) => ({ value, label: SUBJECT_WORDS[value] }));

/** Who, what, about what, when, and words. */
export const AuditFilters = ({ filter, setFilter, isFiltered }: AuditFilterState) => {
  const trpc = useTRPC();
  const people = useQuery(trpc.people.list.queryOptions());

  // Two people may have one name: the list tells them apart by their address.
  const actors = (people.data ?? []).map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }));
  return (
    <search className={classes.filters}>
      <Select
        aria-label="Who"
        placeholder="Everybody"
        size="xs"
        w={180}
        clearable
        searchable
        data={[{ value: 'system', label: 'Countersign itself' }, ...actors]}
        value={filter.who}
        onChange={(who) => void setFilter({ who })}
      />
      <Select
        aria-label="What"
        placeholder="Everything"
        size="xs"
        w={180}
        clearable
        searchable
        data={ACTIONS}
        value={filter.action}
        onChange={(chosen) => void setFilter({ action: AUDIT_ACTIONS.find((action) => action === chosen) ?? null })}
      />
      <Select
        aria-label="About"
        placeholder="About anything"
        size="xs"
        w={140}
        clearable
        data={SUBJECTS}
        value={filter.about}
        onChange={(chosen) => void setFilter({ about: AUDIT_SUBJECTS.find((kind) => kind === chosen) ?? null, id: null })}
      />
      <TextInput
        aria-label="From this day on"
        title="From this day on"
        type="date"
        size="xs"
        w={130}
        value={filter.from ?? ''}
        onChange={(event) => void setFilter({ from: event.currentTarget.value || null })}
      />
      <TextInput
        aria-label="Until this day"
        title="Until this day"
        type="date"
        size="xs"
        w={130}
        value={filter.to ?? ''}
        onChange={(event) => void setFilter({ to: event.currentTarget.value || null })}
      />
      <SearchField label="Search in the audit log" width={170} value={filter.q ?? ''} onSearch={(q) => void setFilter({ q })} />
      {isFiltered && (
        <ClearFilter what={filter.id === null ? undefined : `only ${filter.id.slice(0, 10)}…`} onClear={() => void setFilter(null)} />
      )}
    </search>
  );
};
