import { z } from 'zod';

/** What a person may do. Each role includes the ones before it. */
export const ROLES = ['member', 'reviewer', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const hasRole = (actual: Role, needed: Role): boolean => ROLES.indexOf(actual) >= ROLES.indexOf(needed);

export type Person = { readonly id: string; readonly name: string; readonly email: string; readonly role: Role };
