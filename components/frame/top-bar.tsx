'use client';

import { ActionIcon, Button, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import Link from 'next/link';
import { KeyCaps } from '../ui/key-caps.tsx';
import { CRUMBS_ID } from '../ui/page-header.tsx';
import { useCounts } from './counts.ts';
import classes from './top-bar.module.css';
import { UserMenu } from './user-menu.tsx';

const Running = () => {
  const { counts, isConnected } = useCounts();
  const running = counts?.running ?? 0;
  const words = !isConnected ? 'Not connected' : `${running} running`;
  return (
    <Link
      href="/tasks?status=running"
      className={classes.running}
      data-state={!isConnected ? 'lost' : running > 0 ? 'live' : 'idle'}
      title={isConnected ? 'Runs that work now' : 'The server does not answer; trying again'}
    >
      <span className={classes.dot} aria-hidden />
      <span>{words}</span>
    </Link>
  );
};

export const TopBar = () => (
  <div className={classes.bar}>
    <nav id={CRUMBS_ID} aria-label="Where you are" className={classes.crumbs} />
    <UnstyledButton className={classes.search} onClick={spotlight.open}>
      <IconSearch size={14} aria-hidden />
      <span className={classes.searchWords}>Search</span>
      <span className={classes.searchKey}>
        <KeyCaps binding="mod+k" />
      </span>
    </UnstyledButton>
    <Running />
    <Button component={Link} href="/tasks/new" leftSection={<IconPlus size={14} aria-hidden />} visibleFrom="sm">
      New task
    </Button>
    <ActionIcon component={Link} href="/tasks/new" variant="filled" color="iris" aria-label="New task" hiddenFrom="sm" size={30}>
      <IconPlus size={16} aria-hidden />
    </ActionIcon>
    <UserMenu />
  </div>
);
