import { DEFAULT_REVIEW_LIMITS } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { ReviewDesk } from '../../ports/review-desk.ts';
import { appendAudit } from './append-audit.ts';
import type { Database } from './connect.ts';
import { newId } from './new-id.ts';
import { storableJson } from './storable.ts';
import { isUniqueViolation } from './vendor-error.ts';

/** What is set once and stays: named filters of one person, and the limits on unreviewed artifacts. */
export function reviewSettings(db: Database): Pick<ReviewDesk, 'saveReviewView' | 'removeReviewView' | 'setReviewLimit'> {
  const { prisma } = db;
  return {
    async saveReviewView({ id, personId, name, filter }) {
      const columns = { name, filter: storableJson(filter) };
      try {
        if (id === null) {
          const made = await prisma.reviewView.create({ data: { id: newId('view'), personId, ...columns }, select: { id: true } });
          return ok(made);
        }
        const { count } = await prisma.reviewView.updateMany({ where: { id, personId }, data: columns });
        return count === 1 ? ok({ id }) : fail(noView());
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        return fail(failure('name_taken', `You have a view named "${name}" already.`, { name: 'Choose another name.' }));
      }
    },
    async removeReviewView({ id, personId }) {
      const { count } = await prisma.reviewView.deleteMany({ where: { id, personId } });
      return count === 1 ? ok(undefined) : fail(noView());
    },

    async setReviewLimit({ repositoryId, limit, byId, now }) {
      const installationId = repositoryId === null ? await db.installationId() : '';
      return await prisma.$transaction(async (tx) => {
        if (repositoryId === null) {
          const [before] = await tx.$queryRaw<{ reviewLimit: number }[]>`SELECT "reviewLimit" FROM installation WHERE "only" FOR UPDATE`;
          const from = before?.reviewLimit ?? DEFAULT_REVIEW_LIMITS.installation;
          await tx.installation.update({ where: { only: true }, data: { reviewLimit: limit } });
          const act = {
            action: 'review_limit_changed',
            subject: { kind: 'installation', id: installationId },
            detail: { name: null, from, to: limit },
          } as const;
          await appendAudit(tx, { byId, at: now, acts: from === limit ? [] : [act] });
          return ok(undefined);
        }
        const [before] = await tx.$queryRaw<{ name: string; reviewLimit: number }[]>`
          SELECT name, "reviewLimit" FROM repositories WHERE id = ${repositoryId} AND "removedAt" IS NULL FOR UPDATE`;
        if (!before) return fail(failure('not_found', 'There is no such repository.'));
        await tx.repository.update({ where: { id: repositoryId }, data: { reviewLimit: limit } });
        const act = {
          action: 'review_limit_changed',
          subject: { kind: 'repository', id: repositoryId },
          detail: { name: before.name, from: before.reviewLimit, to: limit },
        } as const;
        await appendAudit(tx, { byId, at: now, acts: before.reviewLimit === limit ? [] : [act] });
        return ok(undefined);
      });
    },
  };
}

const noView = () => failure('not_found', 'There is no such view; it may have been deleted in another window.');
