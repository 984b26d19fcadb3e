import {
  IconBook2,
  IconEyeCheck,
  IconHistory,
  IconInbox,
  IconListDetails,
  IconRobot,
  IconShieldCheck,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { hasRole, type Role } from '../../server/domain/shared/role.ts';

export type Place = { readonly href: string; readonly label: string; readonly icon: TablerIcon; readonly key: string; readonly role: Role };

/** The pages of this version, in the order of the rail. */
export const PLACES: readonly Place[] = [
  { href: '/', label: 'Inbox', icon: IconInbox, key: 'g i', role: 'member' },
  { href: '/tasks', label: 'Tasks', icon: IconListDetails, key: 'g t', role: 'member' },
  { href: '/reviews', label: 'Reviews', icon: IconEyeCheck, key: 'g q', role: 'member' },
  { href: '/repositories', label: 'Repositories', icon: IconBook2, key: 'g o', role: 'member' },
  { href: '/policies', label: 'Policies', icon: IconShieldCheck, key: 'g p', role: 'member' },
  { href: '/agents', label: 'Agents', icon: IconRobot, key: 'g a', role: 'admin' },
  { href: '/people', label: 'People', icon: IconUsers, key: 'g e', role: 'admin' },
  { href: '/audit', label: 'Audit', icon: IconHistory, key: 'g u', role: 'admin' },
];

export const placesFor = (role: Role): readonly Place[] => PLACES.filter((place) => hasRole(role, place.role));

/** Which place a path belongs to: a run is part of the tasks. */
export const isWithin = (place: Place, pathname: string): boolean => {
  if (place.href === '/') return pathname === '/';
  if (place.href === '/tasks' && pathname.startsWith('/runs/')) return true;
  return pathname === place.href || pathname.startsWith(`${place.href}/`);
};
