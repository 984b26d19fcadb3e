import { mergeMethodSchema } from '../../domain/merge/method.ts';
import type { WorkerStore } from '../../ports/worker-store.ts';
import { appendAudit } from './append-audit.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { agentProfileOf } from './rows.ts';
import { storableJson, storableText } from './storable.ts';

export function prismaWorkerStore(db: Database): WorkerStore {
  const { prisma } = db;
  return {
    async heartbeat({ id, ...facts }, now) {
      const columns = { ...facts, images: [...facts.images], environmentKeys: [...facts.environmentKeys], lastSeenAt: new Date(now) };
      await prisma.worker.upsert({ where: { id }, create: { id, ...columns, startedAt: new Date(now) }, update: columns });
    },
    async leave(workerId) {
      await prisma.worker.deleteMany({ where: { id: workerId } });
    },

    async readRepository(repositoryId) {
      const row = await prisma.repository.findUnique({ where: { id: repositoryId } });
      return (
        row && {
          id: row.id,
          name: row.name,
          url: row.url,
          baseBranch: row.baseBranch ?? '',
          mergeMethod: mergeMethodSchema.parse(row.mergeMethod),
        }
      );
    },
    async recordSync(repositoryId, now, outcome) {
      if (!outcome.ok) {
        const { code, message } = outcome.failure;
        await prisma.repository.updateMany({
          where: { id: repositoryId },
          data: { state: 'FAILED', failure: storableJson({ code, message }), syncedAt: new Date(now) },
        });
        return;
      }
      await prisma.$transaction(async (tx) => {
        const row = await tx.repository.findUnique({ where: { id: repositoryId }, select: { name: true, baseBranch: true } });
        if (!row) return;
        const { branches, defaultBranch } = outcome.facts;
        const baseBranch = row.baseBranch ?? defaultBranch;
        const isBorn = branches.some((branch) => branch.name === baseBranch);
        const problem = {
          code: 'repository_unborn_branch',
          message:
            baseBranch === null ? 'The repository has no default branch.' : `The branch "${baseBranch}" does not exist in the repository.`,
        };
        await tx.repository.update({
          where: { id: repositoryId },
          data: {
            state: isBorn ? 'READY' : 'FAILED',
            failure: isBorn ? Prisma.DbNull : storableJson(problem),
            baseBranch,
            branches: storableJson(branches),
            suggestedChecks: outcome.scripts.map(storableText),
            syncedAt: new Date(now),
          },
        });
        const tree = { paths: outcome.paths.map(storableText), truncated: outcome.pathsTruncated };
        await tx.repositoryTree.upsert({ where: { repositoryId }, create: { repositoryId, ...tree }, update: tree });
        if (outcome.changes !== null) {
          const changes = storableJson(outcome.changes);
          await tx.repositoryHistory.upsert({ where: { repositoryId }, create: { repositoryId, changes }, update: { changes } });
        }
        if (row.baseBranch !== null || baseBranch === null) return;
        const detail = { name: row.name, field: 'base branch', from: null, to: baseBranch };
        await appendAudit(tx, {
          byId: null,
          at: now,
          acts: [{ action: 'repository_changed', subject: { kind: 'repository', id: repositoryId }, detail }],
        });
      });
    },

    async readAgentProfile(profileId) {
      const row = await prisma.agentProfile.findUnique({ where: { id: profileId } });
      return row && agentProfileOf(row);
    },
    async recordAgentTest(profileId, now, { ok, text, ms }) {
      await prisma.agentProfile.updateMany({
        where: { id: profileId },
        data: { testState: ok ? 'passed' : 'failed', testText: storableText(text), testMs: Math.round(ms), testAt: new Date(now) },
      });
    },
  };
}
