import type { AuditAct } from '../../domain/audit/act.ts';
import type { StoredWaiver } from '../../domain/review/waiver.ts';
import type { Severity } from '../../domain/risk/finding.ts';
import { nextStatus } from '../../domain/run/machine.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { WaiverView } from '../../ports/read-model.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database, Transaction } from './connect.ts';
import { decisionAct } from './decision-act.ts';
import { lockRun, moveRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { isOvertaken } from './record-review.ts';
import { sendJob } from './send-job.ts';
import { storableText } from './storable.ts';
import { storeDecision } from './store-decision.ts';

const lasting = (now: number) => ({ revokedAt: null, expiresAt: { gt: new Date(now) } });

export async function readWaivers(tx: Pick<Transaction, 'waiver'>, repositoryId: string, now: number): Promise<readonly StoredWaiver[]> {
  const rows = await tx.waiver.findMany({ where: { repositoryId, ...lasting(now) }, orderBy: [{ expiresAt: 'desc' }, { id: 'asc' }] });
  return rows.map(({ fingerprint, byId, reason, expiresAt }) => ({ fingerprint, byId, reason, expiresAt: expiresAt.getTime() }));
}

export async function listWaivers(db: Database, now: number): Promise<readonly WaiverView[]> {
  const rows = await db.prisma.waiver.findMany({
    where: lasting(now),
    orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
    include: { by: { select: { name: true } }, repository: { select: { name: true } } },
  });
  return rows.map(({ id, fingerprint, ruleId, severity, path, evidence, reason, ...row }) => ({
    ...{ id, fingerprint, ruleId, path, evidence, reason },
    severity: severity as Severity,
    repository: row.repository.name,
    by: row.by.name,
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
  }));
}

/** What waits with this finding does not rest any more on what its decision rests on. */
async function markStale(tx: Transaction, repositoryId: string, fingerprint: string, at: Date): Promise<void> {
  // In one order, so that two who do this at once do not wait for each other.
  await tx.$executeRaw`
    WITH resting AS (
      SELECT "runId" FROM review_items WHERE "repositoryId" = ${repositoryId}
        AND EXISTS (SELECT 1 FROM findings WHERE findings."runId" = review_items."runId" AND findings.fingerprint = ${fingerprint})
      ORDER BY "runId" FOR UPDATE)
    UPDATE review_items SET "staleAt" = ${at} FROM resting WHERE review_items."runId" = resting."runId"`;
}

export function waiverWriter(db: Database): Pick<WebStore, 'recordWaiver' | 'revokeWaiver'> {
  return {
    async recordWaiver(input) {
      const { waiver, finding, byId, now, transition } = input;
      return await db.prisma.$transaction(async (tx) => {
        const run = await lockRun(tx, waiver.runId);
        if (!run) return fail(failure('not_found', `There is no run ${waiver.runId}.`));
        if (run.artifactDigest !== waiver.artifactDigest)
          return fail(failure('stale_page', 'The artifact has changed since this page was loaded. Nothing was recorded.'));
        const { repositoryId } = await tx.task.findUniqueOrThrow({ where: { id: run.taskId }, select: { repositoryId: true } });
        const { fingerprint } = waiver;
        if (await tx.waiver.findFirst({ where: { repositoryId, fingerprint, byId, ...lasting(now) } })) return ok({ status: run.status });
        if (await isOvertaken(tx, run, input))
          return fail(failure('stale_page', 'Somebody else has spoken about this at the same moment. Nothing was recorded.'));
        const to = transition === null ? run.status : nextStatus(run.status, transition);
        if (to === null || (run.status !== 'IN_REVIEW' && run.status !== 'MERGE_REFUSED'))
          return fail(failure('illegal_move', `The run is ${run.status} by now. Nothing was recorded.`));

        const at = new Date(now);
        const found = { ruleId: finding.id, severity: finding.severity, path: finding.at && storableText(finding.at.path) };
        const row = { id: newId('waiver'), repositoryId, fingerprint, ...found, evidence: storableText(finding.evidence), byId };
        await tx.waiver.create({
          data: { ...row, reason: storableText(waiver.reason), createdAt: at, expiresAt: new Date(input.expiresAt) },
        });
        await markStale(tx, repositoryId, fingerprint, at);
        await storeDecision(tx, run.id, waiver.artifactDigest, input.decision, at);
        const by = await tx.user.findUniqueOrThrow({ where: { id: byId }, select: { name: true } });
        const text = `${by.name} waived ${finding.id} for ${waiver.days} day(s): ${waiver.reason.slice(0, 500)}`;
        const body = { kind: 'phase', phase: 'review', state: transition === null ? 'note' : 'finished', text } as const;
        await appendEvents(tx, { runId: run.id, leaseToken: null, batchId: null, events: [{ at: now, body }] });
        if (transition !== null) await moveRun(tx, run, to, now, false);
        if (input.job) await sendJob(db, tx, input.job, run.id);
        const given: AuditAct = {
          action: 'finding_waived',
          subject: { kind: 'repository', id: repositoryId },
          detail: {
            finding: finding.id,
            fingerprint,
            path: finding.at?.path ?? null,
            until: input.expiresAt,
            reason: waiver.reason,
            runId: run.id,
          },
        };
        const decided = decisionAct(run.id, waiver.artifactDigest, input.decision);
        await appendAudit(tx, { byId, at: now, acts: [given] }, { byId: null, at: now, acts: [decided] });
        return ok({ status: to });
      });
    },

    async revokeWaiver({ id, reason, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        const at = new Date(now);
        const { count } = await tx.waiver.updateMany({ where: { id, ...lasting(now) }, data: { revokedAt: at, revokedById: byId } });
        if (count === 0) return fail(failure('not_found', 'There is no such waiver that still lasts.'));
        const { repositoryId, fingerprint, ruleId } = await tx.waiver.findUniqueOrThrow({ where: { id } });
        await markStale(tx, repositoryId, fingerprint, at);
        const detail = { finding: ruleId, fingerprint, reason };
        await appendAudit(tx, {
          byId,
          at: now,
          acts: [{ action: 'waiver_revoked', subject: { kind: 'repository', id: repositoryId }, detail }],
        });
        return ok(undefined);
      });
    },
  };
}
