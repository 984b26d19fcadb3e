import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import { hasRole } from '../../../domain/shared/role.ts';
import type { ReadModel } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import { personOf } from '../rows.ts';
import { readBandwidth } from './review-backlogs.ts';

/** What the desk offers to choose from. */
export function reviewSettings(db: Database): Pick<ReadModel, 'reviewChoices' | 'reviewViews' | 'reviewBandwidth'> {
  const { prisma } = db;
  return {
    async reviewChoices() {
      const [repositories, agents, people] = await Promise.all([
        prisma.repository.findMany({ where: { removedAt: null }, orderBy: { name: 'asc' }, select: { name: true } }),
        prisma.agentProfile.findMany({ where: { removedAt: null }, orderBy: { name: 'asc' }, select: { name: true } }),
        prisma.user.findMany({ where: { active: true }, orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
      ]);
      return {
        repositories: repositories.map(({ name }) => name),
        agents: agents.map(({ name }) => name),
        reviewers: people
          .map(personOf)
          .filter(({ role }) => hasRole(role, 'reviewer'))
          .map(({ id, name }) => ({ id, name })),
      };
    },
    async reviewViews(personId) {
      const rows = await prisma.reviewView.findMany({ where: { personId }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
      return rows.map(({ id, name, filter }) => ({ id, name, filter: filter as unknown as QueueFilter }));
    },
    async reviewBandwidth() {
      const [installation] = await readBandwidth(db);
      return { waiting: installation?.waiting ?? 0, limit: installation?.limit ?? 0 };
    },
  };
}
