import { z } from 'zod';

/** What a person may do, weakest first. A security admin is a reviewer who releases what only they may release. */
export const ROLES = ['member', 'reviewer', 'senior-reviewer', 'security-admin', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  member: ['member'],
  reviewer: ['member', 'reviewer'],
  'senior-reviewer': ['member', 'reviewer', 'senior-reviewer'],
  'security-admin': ['member', 'reviewer', 'security-admin'],
  admin: ['member', 'reviewer', 'senior-reviewer', 'admin'],
};

/**
 * May somebody with this role do what the other role may do? Not a ladder: an admin does not release what only a security
 * admin may. Slots of a policy do not ask this; they name their roles exactly.
 */
export const hasRole = (actual: Role, needed: Role): boolean => INCLUDES[actual].includes(needed);

export type Person = { readonly id: string; readonly name: string; readonly email: string; readonly role: Role };
