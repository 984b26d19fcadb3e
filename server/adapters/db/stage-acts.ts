import type { AuditAct } from '../../domain/audit/act.ts';
import type { RunTransition } from '../../domain/run/machine.ts';
import type { Stored } from '../../ports/run-store.ts';
import { decisionAct } from './decision-act.ts';
import type { LockedRun } from './move-run.ts';

/** What of a stage belongs into the audit log: decisions and what became of merges. The rest is in the run's own log. */
export function stageActs(run: LockedRun, transition: RunTransition, stored: Stored): readonly AuditAct[] {
  const subject = { kind: 'run', id: run.id } as const;
  const artifactDigest = run.artifactDigest ?? '';
  if (stored.kind === 'judgement') return [decisionAct(run.id, artifactDigest, stored.decision)];
  if (stored.kind === 'landing') return landingActs(run, transition, stored);
  if (stored.kind === 'merge')
    return [{ action: 'merge_landed', subject, detail: { sha: stored.sha, method: stored.method, artifactDigest } }];
  if (stored.kind === 'failure' && (transition === 'merge_refused' || transition === 'merge_lost'))
    return [{ action: transition, subject, detail: { code: stored.failure.code, reason: stored.failure.message } }];
  return [];
}

/** The decision about the tree that would land, and the refusal where there was one. */
const landingActs = (run: LockedRun, transition: RunTransition, { landing, refusal }: Extract<Stored, { kind: 'landing' }>) => {
  const decided = decisionAct(run.id, landing.artifactDigest, landing.decision);
  if (!refusal || transition !== 'merge_refused') return [decided];
  const refused = {
    action: transition,
    subject: { kind: 'run', id: run.id },
    detail: { code: refusal.code, reason: refusal.message },
  } as const;
  return [decided, refused];
};
