import { assign, claim, isInForce, isReading, type Ownership, takeOver } from '../../domain/review/ownership.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { Person } from '../../domain/shared/role.ts';
import type { Claimed, ReviewDesk } from '../../ports/review-desk.ts';
import { appendAudit } from './append-audit.ts';
import type { Database, Transaction } from './connect.ts';
import { mayDecide } from './read/review-turn.ts';
import { personOf } from './rows.ts';

type Item = {
  readonly status: RunStatus;
  readonly requesterId: string;
  readonly approvedBy: readonly string[];
  readonly ownerId: string | null;
  readonly assignedById: string | null;
  readonly readingSince: Date | null;
  readonly seenAt: Date | null;
  readonly isMoreAsked: boolean;
  readonly isReadAfterwards: boolean;
  readonly releasedBy: readonly string[];
};
type Desk = Pick<ReviewDesk, 'claimReview' | 'takeOverReview' | 'assignReview' | 'snoozeReview' | 'wakeReview'>;

export function reviewDesk({ prisma }: Database): Desk {
  return {
    async claimReview({ runId, by, now }) {
      return await prisma.$transaction(async (tx) => {
        const item = await lockItem(tx, runId);
        const may = mayTake(item, by);
        if (!may.ok) return may;
        const { current, owner } = await ownerInForce(tx, may.value, now);
        const claimed = claim(current, by.id, now);
        if (claimed.isYours) await write(tx, runId, claimed.ownership);
        return ok(claimedBy(claimed.isYours, claimed.ownership, claimed.isYours ? by : (owner ?? by), now));
      });
    },
    async takeOverReview({ runId, by, now }) {
      return await prisma.$transaction(async (tx) => {
        const item = await lockItem(tx, runId);
        const may = mayTake(item, by);
        if (!may.ok) return may;
        const { current, owner } = await ownerInForce(tx, may.value, now);
        const isMine = current?.ownerId === by.id;
        const ownership = isMine ? claim(current, by.id, now).ownership : takeOver(by.id, now);
        await write(tx, runId, ownership);
        const act =
          owner && !isMine
            ? [
                {
                  action: 'review_taken_over' as const,
                  subject: { kind: 'run' as const, id: runId },
                  detail: { from: owner.id, fromName: owner.name },
                },
              ]
            : [];
        await appendAudit(tx, { byId: by.id, at: now, acts: act });
        return ok(claimedBy(true, ownership, by, now));
      });
    },
    async assignReview({ runId, toId, byId, now }) {
      return await prisma.$transaction(async (tx) => {
        const item = await lockItem(tx, runId);
        if (!item) return fail(notOnDesk());
        const row = toId === null ? null : await tx.user.findFirst({ where: { id: toId, active: true } });
        const to = row && personOf(row);
        if (toId !== null && !to) return fail(failure('not_found', 'There is no such person, or they are not active.'));
        const may = to && mayTake(item, to);
        if (to && may && !may.ok) return fail(failure('not_allowed', `${to.name} may not decide on this: ${may.failure.message}`));
        const { owner } = await ownerInForce(tx, item, now);
        if ((owner?.id ?? null) === toId && (toId === null || item.assignedById !== null)) return ok(undefined);
        await write(tx, runId, toId === null ? null : assign(toId, byId));
        // It comes back to the one it is given to, and to those who wait for something to change.
        await tx.$executeRaw`DELETE FROM review_snoozes WHERE "runId" = ${runId} AND (until IS NULL OR "personId" = ${toId ?? ''})`;
        const detail = { to: toId, toName: to?.name ?? null, from: owner?.id ?? null, fromName: owner?.name ?? null };
        await appendAudit(tx, { byId, at: now, acts: [{ action: 'review_assigned', subject: { kind: 'run', id: runId }, detail }] });
        return ok(undefined);
      });
    },

    async snoozeReview({ runId, personId, until, now }) {
      return await prisma.$transaction(async (tx) => {
        if (!(await lockItem(tx, runId))) return fail(notOnDesk());
        const columns = { until: until === null ? null : new Date(until), at: new Date(now) };
        await tx.reviewSnooze.upsert({
          where: { personId_runId: { personId, runId } },
          create: { personId, runId, ...columns },
          update: columns,
        });
        return ok(undefined);
      });
    },
    async wakeReview({ runId, personId }) {
      await prisma.reviewSnooze.deleteMany({ where: { runId, personId } });
      return ok(undefined);
    },
  };
}

const notOnDesk = () => failure('illegal_move', 'This artifact is no longer in review.');

/** Everybody who takes, gives or snoozes this artifact waits here for each other. */
async function lockItem(tx: Transaction, runId: string): Promise<Item | null> {
  const [item] = await tx.$queryRaw<Item[]>`
    SELECT status, "requesterId", "approvedBy", "ownerId", "assignedById", "readingSince", "seenAt", "isMoreAsked", "landedCause" IS NOT NULL AS "isReadAfterwards", "releasedBy" FROM review_items
    WHERE "runId" = ${runId} FOR UPDATE`;
  return item ?? null;
}

const mayTake = (item: Item | null, person: Person): Result<Item> => {
  if (!item) return fail(notOnDesk());
  const { allowed, why } = mayDecide(person, item);
  return allowed ? ok(item) : fail(failure('not_allowed', why));
};

/** Somebody who can no longer decide (left, another role, approved already) holds nothing. */
async function ownerInForce(
  tx: Transaction,
  item: Item,
  now: number,
): Promise<{ readonly current: Ownership | null; readonly owner: Person | null }> {
  if (item.ownerId === null) return { current: null, owner: null };
  const current: Ownership = {
    ownerId: item.ownerId,
    assignedById: item.assignedById,
    readingSince: item.readingSince?.getTime() ?? null,
    seenAt: item.seenAt?.getTime() ?? null,
  };
  const row = await tx.user.findFirst({ where: { id: item.ownerId, active: true } });
  const owner = row && personOf(row);
  return owner && isInForce(current, now) && mayTake(item, owner).ok ? { current, owner } : { current: null, owner: null };
}

async function write(tx: Transaction, runId: string, ownership: Ownership | null): Promise<void> {
  const at = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms));
  await tx.reviewItem.update({
    where: { runId },
    data: {
      ownerId: ownership?.ownerId ?? null,
      assignedById: ownership?.assignedById ?? null,
      readingSince: at(ownership?.readingSince),
      seenAt: at(ownership?.seenAt),
    },
  });
}

const claimedBy = (isYours: boolean, ownership: Ownership, owner: Person, now: number): Claimed => ({
  isYours,
  owner: {
    id: owner.id,
    name: owner.name,
    isAssigned: ownership.assignedById !== null,
    readingSince: isReading(ownership, now) ? ownership.readingSince : null,
  },
});
