import { z } from 'zod';

/**
 * What is written into the audit log: an act, named as a past participle, about one subject, with flat details. Words of people
 * are kept whole; a key is never among the details, only where it comes from. Roles and statuses are plain text here: the log
 * stays readable when the words of today are gone.
 */
export const AUDIT_SUBJECTS = ['run', 'task', 'person', 'agent', 'repository', 'policy', 'freeze', 'installation'] as const;
export type AuditSubject = { readonly kind: (typeof AUDIT_SUBJECTS)[number]; readonly id: string };

const text = z.string();
const optionalText = z.string().nullable();
const count = z.int();

const act = <A extends string, K extends AuditSubject['kind'], D extends z.ZodRawShape>(action: A, kind: K | readonly K[], detail: D) =>
  z.strictObject({
    action: z.literal(action),
    subject: z.strictObject({ kind: z.enum(typeof kind === 'string' ? [kind] : kind), id: z.string().min(1) }),
    detail: z.strictObject(detail),
  });

/** `repository`: whose policy it is; null for the installation's. */
const version = { name: text, version: count, digest: text, repository: optionalText };

export const auditActSchema = z.discriminatedUnion('action', [
  act('review_recorded', 'run', { verdict: text, reason: text, comments: count, artifactDigest: text, movedTo: optionalText }),
  act('block_released', 'run', { rule: text, reason: text, artifactDigest: text, movedTo: optionalText }),
  act('decision_made', 'run', { disposition: text, reason: text, policy: text, policyDigest: text, artifactDigest: text }),
  act('review_assigned', 'run', { to: optionalText, toName: optionalText, from: optionalText, fromName: optionalText }),
  act('review_taken_over', 'run', { from: text, fromName: text }),
  act('suggestions_applied', 'run', { runId: text, suggestions: count, artifactDigest: text }),
  act('merge_landed', 'run', { sha: text, method: text, artifactDigest: text }),
  act('merge_refused', 'run', { code: text, reason: text }),
  act('merge_lost', 'run', { code: text, reason: text }),
  act('merge_settled', 'run', { how: text, sha: optionalText }),
  act('run_cancelled', 'run', { was: text }),
  act('landed_review_opened', 'run', { cause: text, artifactDigest: text }),
  act('landed_review_closed', 'run', { cause: text, verdict: text, reason: text, artifactDigest: text }),
  act('revert_filed', 'run', { taskId: text, runId: text }),
  act('lint_warning_overridden', 'task', { code: text, field: text, reason: text }),
  act('person_created', 'person', { name: text, role: text }),
  act('role_changed', 'person', { name: text, from: text, to: text }),
  act('person_deactivated', 'person', { name: text }),
  act('person_reactivated', 'person', { name: text }),
  act('agent_profile_saved', 'agent', { name: text, kind: text, provider: optionalText, model: text, address: text, isNew: z.boolean() }),
  act('agent_key_changed', 'agent', { name: text, from: text, variable: optionalText }),
  act('agent_profile_removed', 'agent', { name: text }),
  act('repository_registered', 'repository', { name: text, address: text, baseBranch: optionalText }),
  act('repository_changed', 'repository', { name: text, field: text, from: optionalText, to: text }),
  act('repository_removed', 'repository', { name: text }),
  act('freeze_added', 'freeze', { name: text, from: count, until: count, reason: text }),
  act('freeze_ended', 'freeze', { name: text, reason: text }),
  act('finding_waived', 'repository', { finding: text, fingerprint: text, path: optionalText, until: count, reason: text, runId: text }),
  act('waiver_revoked', 'repository', { finding: text, fingerprint: text, reason: text }),
  act('review_limit_changed', ['repository', 'installation'], { name: optionalText, from: count, to: count }),
  act('policy_saved', 'policy', { ...version, note: text }),
  act('policy_shadow_started', 'policy', version),
  act('policy_shadow_ended', 'policy', version),
  act('policy_activation_requested', 'policy', { ...version, replaced: optionalText, reason: text, widening: text }),
  act('policy_activation_declined', 'policy', { ...version, reason: text, requestedBy: text }),
  act('policy_activation_withdrawn', 'policy', { ...version, reason: text }),
  /** `requestedBy` is set when the actor is the second admin, who confirmed it. */
  act('policy_activated', 'policy', { ...version, replaced: optionalText, reason: text, requestedBy: optionalText }),
]);
export type AuditAct = z.infer<typeof auditActSchema>;
export type AuditAction = AuditAct['action'];

export const AUDIT_ACTIONS: readonly AuditAction[] = auditActSchema.options.map(({ shape }) => shape.action.value);

/** An address as the log keeps it: without user, password, query and fragment, where tokens travel. */
export const addressForAudit = (address: string): string => {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  if (!URL.canParse(address)) return '';
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
};
