'use client';

import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from './keyboard.tsx';

const SEARCH_MS = 250;

/** Words that a list is narrowed to, as they are typed; `/` leads into the field. `value` is what the list is narrowed to now. */
export const SearchField = ({
  label,
  keyGroup,
  width,
  value,
  onSearch,
}: {
  label: string;
  /** Under which heading the list of keys names it; without, that of the page. */
  keyGroup?: string;
  width: number;
  value: string;
  onSearch: (text: string | null) => void;
}) => {
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback((text: string) => onSearch(text.trim() || null), SEARCH_MS);
  const field = useRef<HTMLInputElement>(null);
  useKeys({ '/': { label, run: () => field.current?.focus() } }, keyGroup);
  // Clearing, a saved view or the way back changes the value: what is typed follows, but not while it is being typed.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(value);
  }, [value]);
  return (
    <TextInput
      ref={field}
      aria-label={label}
      placeholder="Search"
      size="xs"
      w={width}
      maxLength={200}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
      // Whoever clears the list right after typing clears these words too.
      onBlur={() => search.flush()}
    />
  );
};
