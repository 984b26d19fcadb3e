import { digestOf } from '../shared/digest.ts';

/** A person, with the name that they had then; or the installation itself. */
export type AuditActor = { readonly id: string | null; readonly name: string };
export const SYSTEM_ACTOR: AuditActor = { id: null, name: 'system' };

/**
 * One entry as it is hashed. Looser than an act on purpose: what stands in the table may have been tampered with, or written by a
 * version that knew other acts, and is hashed all the same.
 */
export type AuditEntry = {
  /** Counts from 1 without gaps. */
  readonly position: number;
  /** Epoch ms. */
  readonly at: number;
  readonly actor: AuditActor;
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly detail: unknown;
};
export type SealedEntry = AuditEntry & { readonly previousHash: string; readonly hash: string };

/** Where the log ends. Kept apart from the entries: only so is a cut at the end noticed. */
export type AuditHead = { readonly position: number; readonly hash: string };

/** The head of an empty log, and what the first entry follows. The migration that makes the table writes the same. */
export const EMPTY_HEAD: AuditHead = { position: 0, hash: `sha256:${'0'.repeat(64)}` };

/** `sha256:…` over the canonical JSON of the entry and of the hash before it: nothing of either can change unnoticed. */
export const chainHash = (previousHash: string, { position, at, actor, action, subject, detail }: AuditEntry): string =>
  digestOf({ version: 1, previousHash, position, at, actor, action, subject, detail });

/** The entry that comes after `head`. */
export const sealAfter = (head: AuditHead, entry: Omit<AuditEntry, 'position'>): SealedEntry => {
  const placed = { ...entry, position: head.position + 1 };
  return { ...placed, previousHash: head.hash, hash: chainHash(head.hash, placed) };
};

export const headAfter = (entry: SealedEntry): AuditHead => ({ position: entry.position, hash: entry.hash });
