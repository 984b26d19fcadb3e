import type { AuditHead } from '../domain/audit/chain.ts';
import { type ChainVerdict, startChainCheck } from '../domain/audit/verify.ts';
import type { AuditFilter, ReadModel } from '../ports/read-model.ts';

export const EVERY_ENTRY: AuditFilter = {
  actorId: null,
  action: null,
  subjectKind: null,
  subjectId: null,
  from: null,
  to: null,
  search: null,
};

/** Reads the whole audit log as it is stored now and proves its chain, or says where it breaks first. `earlier`: a head that must still be in it. */
export const verifyAudit = async (
  { read }: { readonly read: Pick<ReadModel, 'auditEnd' | 'auditEntries'> },
  earlier: AuditHead | null = null,
): Promise<ChainVerdict> => {
  const { head, last } = await read.auditEnd();
  const check = startChainCheck(earlier);
  for await (const batch of read.auditEntries(EVERY_ENTRY, last)) for (const entry of batch) check.next(entry);
  const verdict = check.end(head);
  if (verdict.firstBreak !== null || head?.position === last) return verdict;
  const message =
    head === null
      ? 'The record of where the log ends is not there, so nobody can say whether its end was cut off.'
      : `There is an entry with the number ${last}, but the log was recorded to end at ${head.position}.`;
  return { ...verdict, firstBreak: { position: verdict.head.position + 1, wrong: 'head', message } };
};
