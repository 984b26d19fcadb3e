import type { Decision } from '../../domain/policy/decision.ts';
import type { Transaction } from './connect.ts';
import { newId } from './new-id.ts';
import { storableJson } from './storable.ts';

/** What policy said about an artifact, as the newest of its decisions. */
export async function storeDecision(tx: Transaction, runId: string, artifactDigest: string, decision: Decision, at: Date): Promise<void> {
  const { disposition } = decision;
  await tx.decision.create({ data: { id: newId('decision'), runId, artifactDigest, disposition, tree: storableJson(decision), at } });
}
