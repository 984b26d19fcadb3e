import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import type { Database, Transaction } from './connect.ts';
import { fileRevert } from './file-revert.ts';
import { fileTask } from './file-task.ts';
import { freezeWriter } from './freezes.ts';
import { recordReview } from './record-review.ts';
import { registry } from './registry.ts';
import { personOf } from './rows.ts';
import { addCommand, requestCancel, settleMerge } from './steer-run.ts';

export function prismaWebStore(db: Database): WebStore {
  return {
    fileTask: (input) => fileTask(db, input),
    fileRevert: (input) => fileRevert(db, input),
    addCommand: (input) => addCommand(db, input),
    requestCancel: (input) => requestCancel(db, input),
    recordReview: (input) => recordReview(db, input),
    settleMerge: (input) => settleMerge(db, input),
    ...registry(db),
    ...freezeWriter(db),

    async setRole({ personId, role }) {
      return await db.prisma.$transaction(async (tx) => {
        const wouldRemain = role === 'admin' || (await hasOtherAdmin(tx, personId));
        const person = await tx.user.findUnique({ where: { id: personId } });
        if (!person) return fail(failure('not_found', 'There is no such person.'));
        if (!wouldRemain && person.role === 'admin') return fail(lastAdmin(person.name));
        return ok(personOf(await tx.user.update({ where: { id: personId }, data: { role } })));
      });
    },
    async setActive({ personId, active }) {
      return await db.prisma.$transaction(async (tx) => {
        const wouldRemain = active || (await hasOtherAdmin(tx, personId));
        const person = await tx.user.findUnique({ where: { id: personId } });
        if (!person) return fail(failure('not_found', 'There is no such person.'));
        if (!wouldRemain && person.role === 'admin') return fail(lastAdmin(person.name));
        await tx.user.update({ where: { id: personId }, data: { active } });
        if (!active) await tx.session.deleteMany({ where: { userId: personId } });
        return ok(undefined);
      });
    },
  };
}

/** Locks the admins, so that the last two cannot be taken away by each other at the same moment. */
async function hasOtherAdmin(tx: Transaction, personId: string): Promise<boolean> {
  const admins = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM users WHERE role = 'admin' AND active ORDER BY id FOR UPDATE`;
  return admins.some(({ id }) => id !== personId);
}

const lastAdmin = (name: string) =>
  failure('last_admin', `${name} is the only admin: without one nobody could change people, agents or policy.`);
