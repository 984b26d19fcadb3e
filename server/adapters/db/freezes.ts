import type { Freeze } from '../../domain/merge/freeze.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { FreezeView } from '../../ports/read-model.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import type { Database, Transaction } from './connect.ts';
import { newId } from './new-id.ts';
import { storableText } from './storable.ts';

const EVERYWHERE = 'every repository';
const lasting = (now: number) => ({ endedAt: null, until: { gt: new Date(now) } });

/** Freezes that last now, as the line sees them. */
export async function activeFreezes(tx: Pick<Transaction, 'freeze'>, now: number): Promise<readonly Freeze[]> {
  const rows = await tx.freeze.findMany({ where: { ...lasting(now), from: { lte: new Date(now) } } });
  return rows.map(({ repositoryId, from, until, reason }) => ({ repositoryId, from: from.getTime(), until: until.getTime(), reason }));
}

export async function readFreezes(db: Database, now: number): Promise<readonly FreezeView[]> {
  const rows = await db.prisma.freeze.findMany({
    where: lasting(now),
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
    include: { by: { select: { name: true } }, repository: { select: { name: true } } },
  });
  return rows.map((row) => ({
    id: row.id,
    repository: row.repository?.name ?? null,
    from: row.from.getTime(),
    until: row.until.getTime(),
    reason: row.reason,
    by: row.by.name,
  }));
}

export function freezeWriter(db: Database): Pick<WebStore, 'addFreeze' | 'endFreeze'> {
  const { prisma } = db;
  return {
    async addFreeze({ repositoryId, from, until, reason, byId, now }) {
      return await prisma.$transaction(async (tx) => {
        const found =
          repositoryId && (await tx.repository.findFirst({ where: { id: repositoryId, removedAt: null }, select: { name: true } }));
        if (repositoryId !== null && !found) return fail(failure('not_found', 'There is no such repository.'));
        const id = newId('freeze');
        const times = { from: new Date(from), until: new Date(until), createdAt: new Date(now) };
        await tx.freeze.create({ data: { id, repositoryId, ...times, reason: storableText(reason), byId } });
        const detail = { name: found ? found.name : EVERYWHERE, from, until, reason };
        await appendAudit(tx, { byId, at: now, acts: [{ action: 'freeze_added', subject: { kind: 'freeze', id }, detail }] });
        return ok({ id });
      });
    },
    async endFreeze({ id, byId, now }) {
      return await prisma.$transaction(async (tx) => {
        const { count } = await tx.freeze.updateMany({ where: { id, ...lasting(now) }, data: { endedAt: new Date(now), endedById: byId } });
        if (count === 0) return fail(failure('not_found', 'There is no freeze of that name that still lasts.'));
        const { reason, repository } = await tx.freeze.findUniqueOrThrow({
          where: { id },
          include: { repository: { select: { name: true } } },
        });
        const detail = { name: repository?.name ?? EVERYWHERE, reason };
        await appendAudit(tx, { byId, at: now, acts: [{ action: 'freeze_ended', subject: { kind: 'freeze', id }, detail }] });
        return ok(undefined);
      });
    },
  };
}
