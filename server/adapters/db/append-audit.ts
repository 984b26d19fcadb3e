import { type AuditAct, auditActSchema } from '../../domain/audit/act.ts';
import {
  type AuditActor,
  type AuditEntry,
  type AuditHead,
  headAfter,
  type SealedEntry,
  SYSTEM_ACTOR,
  sealAfter,
} from '../../domain/audit/chain.ts';
import type { Transaction } from './connect.ts';
import { storableJson, storableText } from './storable.ts';

type Happened = { readonly byId: string | null; readonly at: number; readonly acts: readonly AuditAct[] };

/**
 * Writes what has happened into the audit log, in the transaction of the change: rolled back together, no entry and no gap. Call
 * it last. It locks the head of the log until the transaction ends, so that writers make one chain; whoever holds that
 * lock must not wait for another one. `byId`: the person, or null for the installation itself.
 */
export async function appendAudit(tx: Transaction, ...happened: readonly Happened[]): Promise<void> {
  const entries: Omit<AuditEntry, 'position'>[] = [];
  for (const { byId, at, acts } of happened) {
    const actor = acts.length > 0 ? await actorOf(tx, byId) : SYSTEM_ACTOR;
    for (const act of acts) entries.push({ at, actor, ...auditActSchema.parse(storableJson(act)) });
  }
  if (entries.length === 0) return;
  let head = await lockHead(tx);
  const sealed: SealedEntry[] = [];
  for (const entry of entries) {
    const next = sealAfter(head, entry);
    head = headAfter(next);
    sealed.push(next);
  }
  await tx.auditEntry.createMany({ data: sealed.map(rowOf) });
  await tx.auditHead.update({ where: { only: true }, data: head });
}

async function lockHead(tx: Transaction): Promise<AuditHead> {
  const [row] = await tx.$queryRaw<{ position: bigint; hash: string }[]>`SELECT position, hash FROM audit_head WHERE "only" FOR UPDATE`;
  if (!row) throw new Error('the head of the audit log is gone: nothing may change until it was looked into');
  return { position: Number(row.position), hash: row.hash };
}

async function actorOf(tx: Transaction, byId: string | null): Promise<AuditActor> {
  if (byId === null) return SYSTEM_ACTOR;
  const person = await tx.user.findUnique({ where: { id: byId }, select: { name: true } });
  return { id: byId, name: storableText(person?.name ?? byId) };
}

const rowOf = ({ position, at, actor, action, subject, detail, previousHash, hash }: SealedEntry) => ({
  position,
  at,
  actorId: actor.id,
  actorName: actor.name,
  action,
  subjectKind: subject.kind,
  subjectId: subject.id,
  detail: storableJson(detail),
  previousHash,
  hash,
});
