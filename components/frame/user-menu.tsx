'use client';

import { Menu, SegmentedControl, Switch, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconEyeCheck, IconKeyboard, IconLogout } from '@tabler/icons-react';
import Link from 'next/link';
import { hasRole } from '../../server/domain/shared/role.ts';
import { useMe } from '../api/session.tsx';
import { KeyCaps } from '../ui/key-caps.tsx';
import { useKeyboard } from '../ui/keyboard.tsx';
import { HELP_EVENT } from './commands.tsx';
import { useSignOut } from './sign-out.ts';
import classes from './user-menu.module.css';

const SCHEMES = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export const UserMenu = () => {
  const me = useMe();
  const { lettersOn, setLettersOn } = useKeyboard();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  return (
    <Menu width={252} position="bottom-end" closeOnItemClick>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={`Your menu, ${me.name}`}>
          {me.name.trim().slice(0, 1).toUpperCase() || '?'}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <span className={classes.name}>{me.name}</span>
          <span className={classes.mail}>{me.email}</span>
          <span className={classes.mail}>{me.role}</span>
        </div>
        <Menu.Divider />
        <div className={classes.setting}>
          <span className={classes.settingName}>Colours</span>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="Colours"
            data={SCHEMES}
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
          />
        </div>
        <div className={classes.setting}>
          <Switch label="Single-letter keys" checked={lettersOn} onChange={(event) => setLettersOn(event.currentTarget.checked)} />
        </div>
        <Menu.Divider />
        {hasRole(me.role, 'reviewer') && (
          <Menu.Item component={Link} href="/people/me/reviewing" leftSection={<IconEyeCheck size={15} aria-hidden />}>
            Your reviewing
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconKeyboard size={15} aria-hidden />}
          rightSection={<KeyCaps binding="?" />}
          onClick={() => document.dispatchEvent(new Event(HELP_EVENT))}
        >
          All keys
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
