import type { AuditAct } from '../../domain/audit/act.ts';
import { type Decision, policyName } from '../../domain/policy/decision.ts';

/** A decision of the policy as the audit log keeps it; the whole tree stands with the run. */
export const decisionAct = (runId: string, artifactDigest: string, { disposition, because, policy }: Decision): AuditAct => ({
  action: 'decision_made',
  subject: { kind: 'run', id: runId },
  detail: {
    disposition,
    reason: because.join('; '),
    policy: policyName(policy),
    policyDigest: policy.digest,
    artifactDigest,
  },
});
