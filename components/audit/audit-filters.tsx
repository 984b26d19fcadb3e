'use client';

import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../../server/domain/audit/act.ts';
import { useTRPC } from '../api/trpc.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import classes from './audit-log.module.css';
import { SUBJECT_WORDS, whatHappened } from './audit-words.ts';
import type { AuditFilterState } from './use-audit-filter.ts';

const SEARCH_MS = 250;
const ACTIONS = AUDIT_ACTIONS.map((value) => ({ value, label: whatHappened(value) })).toSorted((a, b) => a.label.localeCompare(b.label));
const SUBJECTS = AUDIT_SUBJECTS.map((value) => ({ value, label: SUBJECT_WORDS[value] }));

/** Who, what, about what, when, and words. */
export const AuditFilters = ({ filter, setFilter, isFiltered }: AuditFilterState) => {
  const trpc = useTRPC();
  const people = useQuery(trpc.people.list.queryOptions());
  const [typed, setTyped] = useState(filter.q ?? '');
  const search = useDebouncedCallback((q: string) => void setFilter({ q: q.trim() || null }), SEARCH_MS);
  const searchField = useRef<HTMLInputElement>(null);
  useKeys({ '/': { label: 'Search in the audit log', run: () => searchField.current?.focus() } });

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
      <TextInput
        ref={searchField}
        aria-label="Search in the audit log"
        placeholder="Search"
        size="xs"
        w={170}
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
          {filter.id === null ? 'Clear' : `Clear, only ${filter.id.slice(0, 10)}…`}
        </Button>
      )}
    </search>
  );
};
