'use client';

import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebar, IconSignature } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useMe } from '../api/session.tsx';
import { useCounts } from './counts.ts';
import { isWithin, type Place, placesFor } from './places.ts';
import classes from './rail.module.css';

const RailLink = ({ place, here, count, narrow }: { place: Place; here: boolean; count: number; narrow: boolean }) => (
  <Tooltip label={place.label} position="right" disabled={!narrow}>
    <Link href={place.href} className={classes.link} aria-current={here ? 'page' : undefined}>
      <place.icon size={17} stroke={1.7} aria-hidden />
      <span className={classes.label}>{place.label}</span>
      {count > 0 && (
        <span className={classes.count}>
          {count > 99 ? '99+' : count}
          <span className={classes.hidden}> waiting for you</span>
        </span>
      )}
    </Link>
  </Tooltip>
);

export const Rail = ({ narrow, onNarrow }: { narrow: boolean; onNarrow: (narrow: boolean) => void }) => {
  const pathname = usePathname();
  const me = useMe();
  const { counts } = useCounts();
  const places = placesFor(me.role);
  const link = (place: Place) => (
    <li key={place.href}>
      <RailLink place={place} here={isWithin(place, pathname)} count={place.href === '/' ? (counts?.needsYou ?? 0) : 0} narrow={narrow} />
    </li>
  );
  const forAdmins = places.filter(({ role }) => role === 'admin');
  return (
    <div className={classes.rail} data-narrow={narrow || undefined}>
      <Link href="/" className={classes.brand} aria-label="Countersign, to the inbox">
        <IconSignature size={19} stroke={1.8} aria-hidden />
        <span className={classes.label}>Countersign</span>
      </Link>
      <ul className={classes.list}>{places.filter(({ role }) => role !== 'admin').map(link)}</ul>
      {forAdmins.length > 0 && (
        <>
          <p className={classes.group}>
            <span className={classes.label}>Admin</span>
          </p>
          <ul className={classes.list}>{forAdmins.map(link)}</ul>
        </>
      )}
      <UnstyledButton
        className={classes.fold}
        onClick={() => onNarrow(!narrow)}
        aria-label={narrow ? 'Widen the rail' : 'Narrow the rail'}
        aria-expanded={!narrow}
      >
        <IconLayoutSidebar size={17} stroke={1.6} aria-hidden />
      </UnstyledButton>
    </div>
  );
};
