import { z } from 'zod';
import { nameSchema } from './words.ts';

/** Roles that a policy may name. A member files tasks and never decides about them. */
export const POLICY_ROLES = ['reviewer', 'senior-reviewer', 'security-admin', 'admin'] as const;
export const rolesSchema = z.array(z.enum(POLICY_ROLES)).min(1);

const notHere = (instead: string) => z.never({ error: `This version does not know that: ${instead}` }).optional();

export const slotSchema = z.strictObject({
  count: z.number().int().min(1).max(5),
  from: z.strictObject({
    roles: rolesSchema,
    groups: notHere('people have roles and no groups; name roles.'),
    owners_of_touched: notHere('nobody owns paths here; name roles, or add a rule for the path set.'),
  }),
  distinct: notHere('one person may fill two kinds of slot; ask for a larger count instead.'),
});
export type ApprovalSlot = z.infer<typeof slotSchema>;

export const VIEWED = ['matched', 'all'] as const;

export const requirementSchema = z.strictObject({
  approvals: z.array(slotSchema).min(1).max(5),
  /** A written reason with at least one approval that counts. */
  rationale: z.boolean().optional(),
  /** Files that somebody who approves has marked as viewed: those that made the rule apply, or all. */
  viewed_files: z.enum(VIEWED).optional(),
  /** An answer to every finding that is medium or worse. */
  per_finding_ack: z.boolean().optional(),
  checklist: z.array(nameSchema).min(1).max(20).optional(),
  threads_resolved: z.boolean().optional(),
  /** Time between the arrival of the artifact and its landing. */
  cooldown_minutes: z.number().int().min(1).max(10_080).optional(),
  /** Only approvals given right after signing in again count. */
  reauth: z.boolean().optional(),
});
export type Requirement = z.infer<typeof requirementSchema>;
