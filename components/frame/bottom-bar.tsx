'use client';

import { Menu, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useMe } from '../api/session.tsx';
import classes from './bottom-bar.module.css';
import { useCounts } from './counts.ts';
import { isWithin, placesFor } from './places.ts';

/** The rail of a phone: four places for the thumb, the admin's in a menu. */
export const BottomBar = () => {
  const pathname = usePathname();
  const me = useMe();
  const { counts } = useCounts();
  const places = placesFor(me.role);
  const forAdmins = places.filter(({ role }) => role === 'admin');
  return (
    <nav aria-label="Pages" className={classes.bar}>
      {places
        .filter(({ role }) => role !== 'admin')
        .map((place) => (
          <Link key={place.href} href={place.href} className={classes.place} aria-current={isWithin(place, pathname) ? 'page' : undefined}>
            <place.icon size={20} stroke={1.6} aria-hidden />
            <span>{place.label}</span>
            {place.href === '/' && (counts?.needsYou ?? 0) > 0 && <span className={classes.count}>{counts?.needsYou}</span>}
          </Link>
        ))}
      {forAdmins.length > 0 && (
        <Menu position="top-end" width={200}>
          <Menu.Target>
            <UnstyledButton className={classes.place} data-here={forAdmins.some((place) => isWithin(place, pathname)) || undefined}>
              <IconDots size={20} stroke={1.6} aria-hidden />
              <span>More</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {forAdmins.map((place) => (
              <Menu.Item key={place.href} component={Link} href={place.href} leftSection={<place.icon size={16} aria-hidden />}>
                {place.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
};
