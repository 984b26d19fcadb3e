'use client';

import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue, useWindowEvent } from '@mantine/hooks';
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { KeyCaps } from '../ui/key-caps.tsx';
import { useKeyboard, useKeys } from '../ui/keyboard.tsx';
import { KeyboardHelp } from '../ui/keyboard-help.tsx';
import { statusWord } from '../ui/status-badge.tsx';
import { placesFor } from './places.ts';
import { useSignOut } from './sign-out.ts';

/** Asks for the list of keys from anywhere. */
export const HELP_EVENT = 'countersign:keys';
const MIN_SEARCH = 2;

/** Cmd K: every command of the page with its own key, the places, and tasks by their words. `?`: the keys alone. */
export const Commands = () => {
  const me = useMe();
  const router = useRouter();
  const trpc = useTRPC();
  const signOut = useSignOut();
  const { list } = useKeyboard();
  const { setColorScheme } = useMantineColorScheme();
  const [help, setHelp] = useState(false);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), 200);

  useEffect(() => {
    const show = () => setHelp(true);
    document.addEventListener(HELP_EVENT, show);
    return () => document.removeEventListener(HELP_EVENT, show);
  }, []);
  useWindowEvent('popstate', () => setHelp(false));

  const places = Object.fromEntries(
    placesFor(me.role).map((place) => [place.key, { label: `Go to ${place.label.toLowerCase()}`, run: () => router.push(place.href) }]),
  );
  useKeys(
    {
      n: { label: 'New task', run: () => router.push('/tasks/new') },
      ...places,
      '?': { label: 'Show all keys', run: () => setHelp(true) },
      'mod+k': { label: 'Search and commands', run: spotlight.toggle },
    },
    'Everywhere',
  );

  const found = useQuery(
    trpc.tasks.list.queryOptions(
      { status: 'all', requesterId: null, repository: null, search, cursor: null, limit: 6 },
      { enabled: open && search.length >= MIN_SEARCH, staleTime: 10_000 },
    ),
  );
  const groups = new Map<string, SpotlightActionGroupData>();
  const put = (group: string, action: SpotlightActionGroupData['actions'][number]) => {
    const row = groups.get(group) ?? { group, actions: [] };
    row.actions.push(action);
    groups.set(group, row);
  };
  if (open) {
    for (const { key, label, group, run } of list())
      if (key !== 'mod+k') put(group, { id: `${group} ${key}`, label, onClick: run, rightSection: <KeyCaps binding={key} /> });
    put('You', { id: 'light', label: 'Light colours', onClick: () => setColorScheme('light') });
    put('You', { id: 'dark', label: 'Dark colours', onClick: () => setColorScheme('dark') });
    put('You', { id: 'system', label: 'Colours of the system', onClick: () => setColorScheme('auto') });
    put('You', { id: 'out', label: 'Sign out', onClick: () => void signOut() });
    for (const task of found.data?.items ?? [])
      put('Tasks', {
        id: task.id,
        label: `${task.number} ${task.title}`,
        description: `${task.repository} · ${statusWord(task.lastRun.status)}`,
        keywords: [search],
        onClick: () => router.push(`/tasks/${task.id}`),
      });
  }
  return (
    <>
      <Spotlight
        actions={[...groups.values()]}
        shortcut={null}
        overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
        attributes={{ content: { 'aria-label': 'Search and commands' } }}
        query={query}
        onQueryChange={setQuery}
        onSpotlightOpen={() => setOpen(true)}
        onSpotlightClose={() => setOpen(false)}
        scrollable
        maxHeight={420}
        nothingFound={found.isFetching ? 'Searching…' : 'Nothing found. Try words of a task, or the name of a page.'}
        searchProps={{
          leftSection: <IconSearch size={16} aria-hidden />,
          placeholder: 'Search tasks, pages and commands',
          'aria-label': 'Search tasks, pages and commands',
        }}
      />
      <KeyboardHelp opened={help} onClose={() => setHelp(false)} />
    </>
  );
};
