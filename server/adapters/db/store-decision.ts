import { type Decided, decisionDueAt } from '../../domain/policy/decided.ts';
import { isMoreAsked } from '../../domain/policy/decision.ts';
import type { Transaction } from './connect.ts';
import { newId } from './new-id.ts';
import { storableJson } from './storable.ts';

/**
 * What policy said about an artifact, as the newest of its decisions, with the facts it was made from and what the versions that are
 * only tried would have said. The files of a change are long and nearly always those of the stored artifact: they are kept once.
 */
export async function storeDecision(tx: Transaction, runId: string, artifactDigest: string, decided: Decided, at: Date): Promise<void> {
  const { facts, shadows, ...decision } = decided;
  const { files, ...rest } = facts;
  const id = newId('decision');
  const dueAt = decisionDueAt(decided);
  const json = (value: unknown): string => JSON.stringify(storableJson(value));
  await tx.$executeRaw`
    WITH given AS (SELECT ${json(files)}::jsonb AS files, ${json(rest)}::jsonb AS rest)
    INSERT INTO decisions (id, "runId", "artifactDigest", disposition, tree, "policyDigest", facts, "dueAt", at)
    SELECT ${id}, ${runId}, ${artifactDigest}, ${decision.disposition}, ${json(decision)}::jsonb, ${decision.policy.digest},
      CASE WHEN given.files = (SELECT change -> 'files' FROM artifacts WHERE "runId" = ${runId}) THEN given.rest
        ELSE given.rest || jsonb_build_object('files', given.files) END,
      ${dueAt === null ? null : new Date(dueAt)}::timestamptz, ${at}
    FROM given`;
  // What happened after the facts were gathered is not in it.
  await tx.$executeRaw`
    UPDATE review_items SET "staleAt" = NULL WHERE "runId" = ${runId} AND "staleAt" <= ${new Date(facts.now ?? at.getTime())}`;
  // A version whose trial ended a moment ago is still there: versions are never deleted.
  await tx.shadowDecision.createMany({ data: shadows.map((shadow) => ({ decisionId: id, ...shadow })) });
  await tx.reviewItem.updateMany({ where: { runId }, data: { isMoreAsked: isMoreAsked(decision.asks) } });
}
