import { isFinal } from '../../domain/run/machine.ts';
import { RUN_STATUSES } from '../../domain/run/status.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import type { Database } from './connect.ts';
import type { Prisma } from './generated/client.ts';
import { newId } from './new-id.ts';
import { sendJob } from './send-job.ts';
import { storableText } from './storable.ts';
import { isUniqueViolation } from './vendor-error.ts';

/** Repositories and agent profiles. One that old tasks refer to is kept when it is removed; its name becomes free. */
type Registry = Pick<
  WebStore,
  | 'addRepository'
  | 'setBaseBranch'
  | 'setMergeMethod'
  | 'requestSync'
  | 'removeRepository'
  | 'saveAgentProfile'
  | 'removeAgentProfile'
  | 'requestAgentTest'
  | 'sealingKey'
>;

const OPEN_STATUSES = RUN_STATUSES.filter((status) => !isFinal(status));

export function registry(db: Database): Registry {
  const { prisma } = db;

  const markSync = (id: string, data: Prisma.RepositoryUpdateManyMutationInput): Promise<Result<void>> =>
    prisma.$transaction(async (tx) => {
      const { count } = await tx.repository.updateMany({ where: { id, removedAt: null }, data: { ...data, state: 'TESTING' } });
      if (count === 0) return fail(failure('not_found', 'There is no such repository.'));
      await sendJob(db, tx, 'repository.sync', id);
      return ok(undefined);
    });

  return {
    async addRepository({ name, url, baseBranch, byId, now }) {
      const id = newId('repo');
      return await taken(name, () =>
        prisma.$transaction(async (tx) => {
          await tx.repository.create({
            data: {
              id,
              name,
              livingName: name,
              url: storableText(url),
              baseBranch,
              state: 'TESTING',
              suggestedChecks: [],
              createdById: byId,
              createdAt: new Date(now),
            },
          });
          await sendJob(db, tx, 'repository.sync', id);
          return ok({ id });
        }),
      );
    },
    async setBaseBranch({ id, baseBranch }) {
      const repository = await prisma.repository.findFirst({ where: { id, removedAt: null }, select: { branches: true } });
      const branches = (repository?.branches ?? []) as { name: string }[];
      if (repository && branches.length > 0 && !branches.some((branch) => branch.name === baseBranch))
        return fail(
          failure('repository_unborn_branch', `The repository has no branch "${baseBranch}".`, {
            baseBranch: 'Choose one of its branches.',
          }),
        );
      return await markSync(id, { baseBranch });
    },
    async setMergeMethod({ id, mergeMethod }) {
      const { count } = await prisma.repository.updateMany({ where: { id, removedAt: null }, data: { mergeMethod } });
      return count === 1 ? ok(undefined) : fail(failure('not_found', 'There is no such repository.'));
    },
    requestSync: (id) => markSync(id, {}),
    async removeRepository(id) {
      return await prisma.$transaction(async (tx) => {
        if (await tx.task.findFirst({ where: { repositoryId: id, status: { in: OPEN_STATUSES } }, select: { id: true } }))
          return fail(inUse('Tasks of this repository are still open.'));
        const { count } = await tx.repository.updateMany({
          where: { id, removedAt: null },
          data: { livingName: null, removedAt: new Date() },
        });
        return count === 1 ? ok(undefined) : fail(failure('not_found', 'There is no such repository.'));
      });
    },

    async saveAgentProfile({ id, name, kind, provider, model, baseUrl, key, label, now }) {
      const columns = {
        name,
        livingName: name,
        kind,
        provider,
        model: storableText(model),
        baseUrl: storableText(baseUrl),
        label: storableText(label),
        updatedAt: new Date(now),
        ...keyColumns(key),
        // What was tested is not what is stored now.
        testState: null,
        testText: null,
        testMs: null,
        testAt: null,
      };
      return await taken(name, async () => {
        if (id === null) {
          const made = newId('agent');
          await prisma.agentProfile.create({ data: { keyFrom: 'none', ...columns, id: made, createdAt: new Date(now) } });
          return ok({ id: made });
        }
        const { count } = await prisma.agentProfile.updateMany({ where: { id, removedAt: null }, data: columns });
        return count === 1 ? ok({ id }) : fail(failure('not_found', 'There is no such agent profile.'));
      });
    },
    async removeAgentProfile(id) {
      return await prisma.$transaction(async (tx) => {
        if (await tx.run.findFirst({ where: { agentProfileId: id, status: { in: OPEN_STATUSES } }, select: { id: true } }))
          return fail(inUse('Runs of this agent are still open.'));
        const { count } = await tx.agentProfile.updateMany({
          where: { id, removedAt: null },
          data: { livingName: null, removedAt: new Date(), keyFrom: 'none', keySealed: null, keyVariable: null },
        });
        return count === 1 ? ok(undefined) : fail(failure('not_found', 'There is no such agent profile.'));
      });
    },
    async requestAgentTest(id, now) {
      return await prisma.$transaction(async (tx) => {
        const { count } = await tx.agentProfile.updateMany({
          where: { id, removedAt: null },
          data: { testState: 'running', testText: '', testMs: null, testAt: new Date(now) },
        });
        if (count === 0) return fail(failure('not_found', 'There is no such agent profile.'));
        await sendJob(db, tx, 'agent.test', id);
        return ok(undefined);
      });
    },
    async sealingKey() {
      return (await prisma.worker.findFirst({ orderBy: { lastSeenAt: 'desc' }, select: { sealingKey: true } }))?.sealingKey ?? null;
    },
  };
}

const inUse = (message: string) => failure('still_in_use', message);

function keyColumns(key: Parameters<WebStore['saveAgentProfile']>[0]['key']): {
  keyFrom?: string;
  keyVariable?: string | null;
  keySealed?: string | null;
} {
  switch (key.from) {
    case 'keep':
      return {};
    case 'none':
      return { keyFrom: 'none', keyVariable: null, keySealed: null };
    case 'environment':
      return { keyFrom: 'environment', keyVariable: key.variable, keySealed: null };
    case 'sealed':
      return { keyFrom: 'sealed', keyVariable: null, keySealed: key.sealed };
  }
}

async function taken<T>(name: string, write: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return fail(failure('name_taken', `The name "${name}" is taken.`, { name: 'Choose another name.' }));
  }
}
