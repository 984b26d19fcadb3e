import { mergeMethodSchema } from '../../../domain/merge/method.ts';
import type { AgentKind, ProviderKind } from '../../../ports/agent.ts';
import type { AgentProfileView, PersonView, ReadModel, RepositoryView, WorkerView } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type * as Row from '../generated/client.ts';
import type { Prisma } from '../generated/client.ts';
import { installationPolicy, policyOfRepository } from '../policies/in-force.ts';
import { msOf, personOf } from '../rows.ts';
import { readBandwidth } from './review-backlogs.ts';
import { failureViewOf } from './run-summaries.ts';
import { WORKER_ALIVE_MS } from './wait-reasons.ts';

/** The lists that admins keep. */
type Catalogue = Pick<
  ReadModel,
  'repositories' | 'repository' | 'repositoryPaths' | 'agentProfiles' | 'people' | 'person' | 'workers' | 'activePolicy' | 'policyOf'
>;

export function catalogue(db: Database): Catalogue {
  const { prisma } = db;

  const readRepositories = async (where: Prisma.RepositoryWhereInput): Promise<readonly RepositoryView[]> => {
    const rows = await prisma.repository.findMany({
      where: { ...where, removedAt: null },
      orderBy: { name: 'asc' },
      include: { _count: { select: { tasks: true } } },
    });
    const counts = await prisma.$queryRaw<
      { repositoryId: string; count: number }[]
    >`SELECT "repositoryId", cardinality(paths) AS count FROM repository_trees`;
    const bandwidth = new Map((await readBandwidth(db)).map((row) => [row.repositoryId, row.waiting]));
    const pathCount = new Map(counts.map((row) => [row.repositoryId, row.count]));
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      url: row.url,
      baseBranch: row.baseBranch ?? '',
      mergeMethod: mergeMethodSchema.parse(row.mergeMethod),
      state: row.state as RepositoryView['state'],
      failure: failureViewOf(row.failure),
      branches: row.branches as unknown as RepositoryView['branches'],
      pathCount: pathCount.get(row.id) ?? 0,
      suggestedChecks: row.suggestedChecks,
      syncedAt: msOf(row.syncedAt),
      reviews: { waiting: bandwidth.get(row.id) ?? 0, limit: row.reviewLimit },
      taskCount: row._count.tasks,
    }));
  };

  return {
    repositories: () => readRepositories({}),
    repository: async (id) => (await readRepositories({ id }))[0] ?? null,
    async repositoryPaths(name) {
      return await prisma.repositoryTree.findFirst({
        where: { repository: { livingName: name } },
        select: { paths: true, truncated: true },
      });
    },
    async agentProfiles() {
      const [rows, workers] = await Promise.all([
        prisma.agentProfile.findMany({ where: { removedAt: null }, orderBy: { name: 'asc' } }),
        prisma.worker.findMany({
          where: { lastSeenAt: { gt: new Date(Date.now() - WORKER_ALIVE_MS) } },
          select: { environmentKeys: true },
        }),
      ]);
      const present = new Set(workers.flatMap((worker) => worker.environmentKeys));
      return rows.map((row) => agentProfileViewOf(row, present));
    },
    async people() {
      return (await prisma.user.findMany({ orderBy: { createdAt: 'asc' } })).map(personViewOf);
    },
    async person(id) {
      const row = await prisma.user.findUnique({ where: { id } });
      return row && personViewOf(row);
    },
    async workers(now) {
      const rows = await prisma.worker.findMany({ orderBy: { lastSeenAt: 'desc' } });
      return rows.map(
        ({ id, hostname, engine, engineAnswers, workspaceMethod, capacity, lastSeenAt }): WorkerView => ({
          id,
          hostname,
          engine,
          engineAnswers,
          workspaceMethod,
          capacity,
          lastSeenAt: lastSeenAt.getTime(),
          alive: lastSeenAt.getTime() > now - WORKER_ALIVE_MS,
        }),
      );
    },
    activePolicy: () => installationPolicy(prisma),
    async policyOf(repositoryName) {
      const repository = await prisma.repository.findUnique({ where: { livingName: repositoryName }, select: { id: true } });
      return await policyOfRepository(prisma, repository?.id ?? null);
    },
  };
}

const personViewOf = (row: Row.User): PersonView => ({ ...personOf(row), active: row.active, createdAt: row.createdAt.getTime() });

const agentProfileViewOf = (row: Row.AgentProfile, present: ReadonlySet<string>): AgentProfileView => ({
  id: row.id,
  name: row.name,
  kind: row.kind as AgentKind,
  provider: row.provider as ProviderKind | null,
  model: row.model,
  baseUrl: row.baseUrl,
  label: row.label,
  key:
    row.keyFrom === 'environment' && row.keyVariable !== null
      ? { variable: row.keyVariable, present: present.has(row.keyVariable) }
      : row.keyFrom === 'sealed'
        ? 'sealed'
        : 'none',
  test:
    row.testState === null || row.testAt === null
      ? null
      : { at: row.testAt.getTime(), state: row.testState as 'running' | 'passed' | 'failed', text: row.testText ?? '', ms: row.testMs },
});
