import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import { applySuggestions } from './apply-suggestions.ts';
import type { Database, Transaction } from './connect.ts';
import { fileRevert } from './file-revert.ts';
import { fileTask } from './file-task.ts';
import { freezeWriter } from './freezes.ts';
import { closeLandedReview } from './landed-reviews.ts';
import { markViewed, recordOpen } from './record-look.ts';
import { recordRelease } from './record-release.ts';
import { recordReview } from './record-review.ts';
import { registry } from './registry.ts';
import { reviewDesk } from './review-desk.ts';
import { reviewSettings } from './review-settings.ts';
import { personOf } from './rows.ts';
import { addCommand, requestCancel, settleMerge } from './steer-run.ts';
import { waiverWriter } from './waivers.ts';

export function prismaWebStore(db: Database): WebStore {
  return {
    fileTask: (input) => fileTask(db, input),
    fileRevert: (input) => fileRevert(db, input),
    addCommand: (input) => addCommand(db, input),
    requestCancel: (input) => requestCancel(db, input),
    recordReview: (input) => recordReview(db, input),
    applySuggestions: (input) => applySuggestions(db, input),
    recordRelease: (input) => recordRelease(db, input),
    settleMerge: (input) => settleMerge(db, input),
    markViewed: (input) => markViewed(db, input),
    recordOpen: (input) => recordOpen(db, input),
    ...registry(db),
    ...freezeWriter(db),
    ...waiverWriter(db),
    ...reviewDesk(db),
    closeLandedReview: (input) => closeLandedReview(db, input),
    ...reviewSettings(db),

    async setRole({ personId, role, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        const wouldRemain = role === 'admin' || (await hasOtherAdmin(tx, personId));
        const person = await lockPerson(tx, personId);
        if (!person) return fail(failure('not_found', 'There is no such person.'));
        if (!wouldRemain && person.role === 'admin') return fail(lastAdmin(person.name));
        const changed = personOf(await tx.user.update({ where: { id: personId }, data: { role } }));
        const detail = { name: person.name, from: person.role, to: role };
        await appendAudit(tx, {
          byId,
          at: now,
          acts: person.role === role ? [] : [{ action: 'role_changed', subject: { kind: 'person', id: personId }, detail }],
        });
        return ok(changed);
      });
    },
    async setActive({ personId, active, byId, now }) {
      return await db.prisma.$transaction(async (tx) => {
        const wouldRemain = active || (await hasOtherAdmin(tx, personId));
        const person = await lockPerson(tx, personId);
        if (!person) return fail(failure('not_found', 'There is no such person.'));
        if (!wouldRemain && person.role === 'admin') return fail(lastAdmin(person.name));
        await tx.user.update({ where: { id: personId }, data: { active } });
        if (!active) await tx.session.deleteMany({ where: { userId: personId } });
        const action = active ? 'person_reactivated' : 'person_deactivated';
        await appendAudit(tx, {
          byId,
          at: now,
          acts: person.active === active ? [] : [{ action, subject: { kind: 'person', id: personId }, detail: { name: person.name } }],
        });
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

/** Under its lock, so that the log says what the change was from. */
async function lockPerson(tx: Transaction, personId: string) {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${personId} FOR UPDATE`;
  return await tx.user.findUnique({ where: { id: personId } });
}

const lastAdmin = (name: string) =>
  failure('last_admin', `${name} is the only admin: without one nobody could change people, agents or policy.`);
