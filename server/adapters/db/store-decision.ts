import { type Decision, isMoreAsked } from '../../domain/policy/decision.ts';
import type { Transaction } from './connect.ts';
import { newId } from './new-id.ts';
import { storableJson } from './storable.ts';

/** What policy said about an artifact, as the newest of its decisions; the desk's row, where there is one, says what it still asks. */
export async function storeDecision(tx: Transaction, runId: string, artifactDigest: string, decision: Decision, at: Date): Promise<void> {
  const { disposition } = decision;
  await tx.decision.create({ data: { id: newId('decision'), runId, artifactDigest, disposition, tree: storableJson(decision), at } });
  await tx.reviewItem.updateMany({ where: { runId }, data: { isMoreAsked: isMoreAsked(decision.asks) } });
}
